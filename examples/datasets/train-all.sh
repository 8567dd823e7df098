#!/usr/bin/env bash
# Uploads the open data sets as a user would, trains each by its spec in this folder through the API, and compares with their reference scores.
#
#   train-all.sh DATA_FOLDER [URL] [NAME ...]
#
#   train-all.sh ~/data                                    # all of them, on the service at http://127.0.0.1:5080
#   train-all.sh ~/data http://127.0.0.1:5080 iris co2     # two of them
#
# DATA_FOLDER has the files as docs/tasks.md lists them; those below made/ are written there by make.py if they are not (MADE names another folder).
# Prints a line per data set while it works, then the table of docs/tasks.md; ends with 1
# when a score misses its reference, a run fails or a file is not there. Needs curl and python3 (to read JSON).
set -euo pipefail

usage() { sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
[[ $# -ge 1 && -d $1 ]] || usage
data=$(cd "$1" && pwd)
export SERVICE=${2:-http://127.0.0.1:5080}
shift; [[ $# -eq 0 ]] || shift
wanted=" $* "
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
made=${MADE:-$data/made}

# name | task | metric, < when lower is better | reference: the best score that the data's own description gives | files; %-train.csv means a pair
sets='
iris             | classes of a table               | test_accuracy    | 0.933  | tabular/iris-%.csv
wine             | classes of a table               | test_accuracy    | 0.971  | tabular/wine-%.csv
breast-cancer    | classes of a table               | test_accuracy    | 1.000  | tabular/breast-cancer-%.csv
penguins         | classes, texts and missing cells | test_accuracy    | 1.000  | tabular/penguins-%.csv
letter           | classes of a table               | test_accuracy    | 0.898  | tabular/letter-%.csv
digits8x8        | classes of a table               | test_accuracy    | 0.919  | digits8x8/digits8x8-%.csv
diabetes         | numbers from a table             | test_rmse <      | 57.49  | tabular/diabetes-%.csv
ames             | numbers from a table             | test_rmse <      | 21760  | tabular/ames-%.csv
mnist            | classes of images                | test_accuracy    | 0.986  | mnist/*.gz
fashion-mnist-6k | classes of images                | test_accuracy    | 0.881  | fashion-mnist-6k/*
emoji32          | classes of colour images         | test_accuracy    | 0.611  | emoji32/*
landsea64        | masks of images                  | test_accuracy    | 0.982  | landsea64/%.npz
co2              | next value of a series           | test_rmse <      | 0.3846 | series/co2-weekly.csv
sunspots         | next value of a series           | test_rmse <      | 19.52  | series/sunspots-yearly.csv
surnames         | classes of texts, by character   | test_accuracy    | 0.786  | text/surnames-%.tsv
gloss-topics     | classes of texts, by word        | test_accuracy    | 0.835  | text/gloss-topics-%.tsv
cmudict-g2p      | sequence to sequence             | test_exact_match | 0.555  | pairs/cmudict-g2p-%.tsv
austen           | next character of a text         | test_perplexity <| 3.813  | text/austen.txt
digit-boxes      | box of an object in an image     | test_box_iou     | 0.426  | made/digit-boxes.zip
word-sounds      | several labels at once           | test_f1_micro    | 0.926  | pairs/cmudict-g2p-%.tsv
mnist-autoencoder | auto-encoder of images           | test_image_rmse <| 41.79  | mnist/*.gz
noisy-fashion    | de-noising of images             | test_rmse <      | 29.68  | made/noisy-fashion-%.npz
'

trim() { local text=$1; text=${text#"${text%%[![:space:]]*}"}; printf %s "${text%"${text##*[![:space:]]}"}"; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
status=0 table=()
row() { table+=("$(printf '| %-17s | %-32s | %-16s | %10s | %10s | %7s | %-11s |' "$@")"); }

# train NAME SPEC: submits the spec, waits for the run's end and prints "STATE SCORE SECONDS".
train() {
  local id state answer
  answer=$(curl -s -H 'Content-Type: application/json' --data-binary "@$2" "$SERVICE/api/v1/runs")
  id=$(json 'd.get("id", "")' <<<"$answer")
  [[ -n $id ]] || { echo "$answer" >&2; echo "refused - -"; return; }
  while sleep 1; answer=$(curl -sf "$SERVICE/api/v1/runs/$id"); state=$(json 'd["state"]' <<<"$answer"); do
    case $state in
      succeeded) json "f'{d[\"state\"]} {d[\"result\"][\"test_metrics\"][\"$1\"]:.6g} {d[\"result\"][\"training_seconds\"]:.1f}'" <<<"$answer"; return ;;
      failed | cancelled) json 'd.get("failure")' <<<"$answer" >&2; echo "$state - -"; return ;;
    esac
  done
}

while IFS='|' read -r name task metric reference files; do
  name=$(trim "$name") task=$(trim "$task") reference=$(trim "$reference") metric=$(trim "$metric") files=$(trim "$files")
  [[ -n $name && ($wanted == "  " || $wanted == *" $name "*) ]] || continue
  lower=false; [[ $metric != *'<' ]] || lower=true
  metric=$(trim "${metric%<}")
  spec=$here/$name.json
  dataset=$(json 'd["dataset"]["name"]' <"$spec")

  folder=$data upload=()
  if [[ $files == made/* ]]; then
    folder=$made files=${files#made/}
    [[ -e $folder/${files/\%/train} ]] || python3 "$here/make.py" "$([[ $name == *boxes ]] && echo boxes || echo noisy)" "$data" "$folder"
  fi
  if [[ $files == *%* ]]; then
    for part in train test; do upload+=("$part=$folder/${files/\%/$part}"); done
  else
    upload=("$folder"/$files) # the pattern is meant to be expanded
  fi
  if ! version=$("$here/upload.sh" "$dataset" "${upload[@]}"); then
    status=1; row "$name" "$task" "$metric" - "$reference" - "not sent"; continue
  fi
  part=$(curl -sf "$SERVICE/api/v1/datasets/$dataset/versions/$version" | json 'd["parts"][0]["name"]')
  preview=$(curl -sf "$SERVICE/api/v1/datasets/$dataset/versions/$version/preview?part=$part&rows=1" | json 'json.dumps(d["rows"][0])' | cut -c 1-100)
  echo "$name: version ${version:0:12}, first row of $part: $preview"

  read -r state score seconds < <(train "$metric" "$spec")
  verdict=$state
  if [[ $state == succeeded ]]; then
    # Compared at the digits the reference has: 97.14 % reaches 97.1 %.
    verdict=$(python3 - "$score" "$reference" "$lower" <<'PY'
import sys
score, reference, lower = float(sys.argv[1]), sys.argv[2], sys.argv[3] == "true"
score = round(score, len(reference.partition(".")[2]))
print("reached" if (score <= float(reference) if lower else score >= float(reference)) else "not reached")
PY
)
  fi
  [[ $verdict == reached ]] || status=1
  row "$name" "$task" "$metric" "$score" "$reference" "$seconds" "$verdict"
  echo "  ${table[-1]}"
done <<<"$sets"

(( ${#table[@]} > 0 )) || usage
echo
printf '| %-17s | %-32s | %-16s | %10s | %10s | %7s | %-11s |\n' 'data set' task metric score reference seconds ''
echo '|---|---|---|---:|---:|---:|---|'
printf '%s\n' "${table[@]}"
exit $status
