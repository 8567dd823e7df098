#!/usr/bin/env bash
# Uploads files as a version of a dataset and prints the version's hash.
#
#   upload.sh NAME [part=]FILE ... [-o OPTIONS_JSON] [-d DESCRIPTION] [-l LICENCE]
#
#   upload.sh wine train=wine-train.csv test=wine-test.csv
#   upload.sh photos photos.zip -d "Cats and dogs"
#   upload.sh sales sales.csv -o '{"delimiter": ";", "target": "price"}'
#
# part is train, validation, test or all; without one it is told from the file's name. Files of more than RESUME_BYTES (64 MiB) go by the
# resumable protocol: when this script is stopped and called again, it goes on where it was. SERVICE is the service's address
# (http://127.0.0.1:5080). Needs curl and python3 (to read JSON).
set -euo pipefail

service=${SERVICE:-http://127.0.0.1:5080}
resume_bytes=${RESUME_BYTES:-$((64 << 20))}
state=${XDG_CACHE_HOME:-$HOME/.cache}/training-service-uploads
usage() { sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }

name=${1:-}; [[ -n $name && $name != -* ]] || usage
shift
files=() options='{}' description='' licence=''
while (( $# > 0 )); do
  case $1 in
    -o) options=${2:?}; shift 2 ;;
    -d) description=${2:?}; shift 2 ;;
    -l) licence=${2:?}; shift 2 ;;
    -*) usage ;;
    *) files+=("$1"); shift ;;
  esac
done
(( ${#files[@]} > 0 )) || usage

json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
answer=$(mktemp); trap 'rm -f "$answer"' EXIT

# fail STATUS: prints the problem document in $answer and ends.
fail() {
  echo "upload.sh: the service answered $1:" >&2
  python3 - "$answer" >&2 <<'PY' || cat "$answer" >&2
import json, sys
problem = json.load(open(sys.argv[1]))
if not problem.get("problems"): print("  " + problem.get("detail", problem.get("title", "")))
for p in problem.get("problems", []):
    place = ", ".join(str(x) for x in (p.get("file"), p.get("entry"), p.get("row") and f"row {p['row']}", p.get("column") and f"column {p['column']}") if x)
    print(f"  {place}: {p['detail']}" + (f" Expected: {p['expected']}." if p.get("expected") else "") + (f" {p['remedy']}" if p.get("remedy") else ""))
PY
  exit 1
}

# resumable PART FILE: sends a file by tus and prints the upload's id.
resumable() {
  local part=$1 file=$2 size key url offset metadata status
  size=$(stat -c %s "$file")
  mkdir -p "$state"
  key=$state/$(printf '%s %s %s %s' "$service" "$(realpath "$file")" "$size" "$(stat -c %Y "$file")" | sha256sum | cut -c1-32)
  url=$(cat "$key" 2>/dev/null || true)
  offset_of() { curl -sfI -H 'Tus-Resumable: 1.0.0' "$1" | tr -d '\r' | awk 'tolower($1) == "upload-offset:" { print $2 }'; }
  if [[ -z $url ]] || ! offset=$(offset_of "$url") || [[ -z $offset ]]; then
    metadata="filename $(printf %s "$(basename "$file")" | base64 -w0)"
    [[ -z $part ]] || metadata+=",part $(printf %s "$part" | base64 -w0)"
    status=$(curl -s -D "$key.headers" -o "$answer" -w '%{http_code}' -X POST -H 'Tus-Resumable: 1.0.0' -H "Upload-Length: $size" -H "Upload-Metadata: $metadata" "$service/api/v1/uploads")
    [[ $status == 201 ]] || fail "$status"
    url=$service$(tr -d '\r' <"$key.headers" | awk 'tolower($1) == "location:" { print $2 }')
    rm -f "$key.headers"
    echo "$url" >"$key"
    offset=0
  fi
  for (( try = 0; offset < size; try++ )); do
    (( try < 10 )) || { echo "upload.sh: $file stands at $offset of $size bytes; call again to go on" >&2; exit 1; }
    status=$(tail -c +$((offset + 1)) "$file" | curl -s -o "$answer" -w '%{http_code}' -X PATCH -T - -H 'Expect:' -H 'Tus-Resumable: 1.0.0' -H "Upload-Offset: $offset" \
      -H 'Content-Type: application/offset+octet-stream' "$url" || true)
    [[ $status == 204 || $status == 000 || $status == 409 || $status == 423 || $status == 50[234] ]] || fail "$status"
    [[ $status == 204 ]] || sleep $((try + 1))
    offset=$(offset_of "$url" || echo "$offset")
  done
  rm -f "$key"
  echo "${url##*/}"
}

form=() uploads=() large=false
for each in "${files[@]}"; do
  [[ $(stat -c %s "${each#*=}") -le $resume_bytes ]] || large=true
done
for each in "${files[@]}"; do
  part='' file=$each
  [[ $each =~ ^(train|validation|test|all)=(.*)$ ]] && part=${BASH_REMATCH[1]} file=${BASH_REMATCH[2]}
  if $large; then uploads+=("$(resumable "$part" "$file")"); else form+=(-F "${part:-file}=@$file"); fi
done

address=$service/api/v1/datasets/$name/versions
if $large; then
  body=$(python3 - "$options" "$description" "$licence" "${uploads[@]}" <<'PY'
import json, sys
options, description, licence, *uploads = sys.argv[1:]
body = {"uploads": uploads, "options": json.loads(options)}
if description: body["description"] = description
if licence: body["licence"] = licence
print(json.dumps(body))
PY
)
  status=$(curl -s -o "$answer" -w '%{http_code}' -H 'Content-Type: application/json' -d "$body" "$address")
else
  [[ -z $description ]] || form+=(--form-string "description=$description")
  [[ -z $licence ]] || form+=(--form-string "licence=$licence")
  status=$(curl -s -o "$answer" -w '%{http_code}' "${form[@]}" --form-string "options=$options" "$address")
fi

# An import that takes longer is asked for until it has ended.
while [[ $status == 202 ]]; do
  import=$(json 'd["id"]' <"$answer")
  sleep 1
  curl -sf -o "$answer" "$service/api/v1/imports/$import" || fail "nothing about import $import"
  case $(json 'd["state"]' <"$answer") in
    ready) status=201 ;;
    failed) fail "that the import failed" ;;
  esac
done
[[ $status == 200 || $status == 201 ]] || fail "$status"
json 'd["version"]' <"$answer"
