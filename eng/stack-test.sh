#!/usr/bin/env bash
# The compose stack, for real: up with several workers, train an example, kill the worker that trains it, see the run succeed on another with
# every epoch there once and the same weights as an unbroken run, and everything down again. Needs Docker with Compose, curl and jq; takes a few minutes; run on demand.
#
#   eng/stack-test.sh [--keep]        WORKERS=3 API_PORT=18080
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
workers=${WORKERS:-3}
export API_PORT=${API_PORT:-18080}
url=http://127.0.0.1:$API_PORT
compose=(docker compose -p training-stack-test)
keep=
[[ ${1:-} != --keep ]] || keep=1

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() { say "FAILED: $*"; "${compose[@]}" ps -a; "${compose[@]}" logs --no-color --tail 60; exit 1; }
take_down() { [[ $keep ]] || "${compose[@]}" down -v --timeout 20 >/dev/null 2>&1 || true; }
trap take_down EXIT
trap 'exit 130' INT TERM

# until_true SECONDS WHAT COMMAND...: polls until the command succeeds.
until_true() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    (( SECONDS < end )) || fail "waited in vain for: $what"
    sleep 0.5
  done
  say "$what"
}

run_json() { curl -sf "$url/api/v1/runs/$run"; }
ready() { curl -sf -o /dev/null "$url/healthz/ready"; }
healthy_workers() { "${compose[@]}" ps --format json worker | jq -s '[.[] | select(.Health == "healthy")] | length'; }
all_healthy() { (( $(healthy_workers) == workers )); }
epoch_done() { run_json | jq -e '(.metrics.loss != null) and .state == "running"' >/dev/null; }
ended() { run_json | jq -e '.state == "succeeded" or .state == "failed" or .state == "cancelled"' >/dev/null; }
taken_up() { run_json | jq -e '.attempt > 1' >/dev/null; }

say "building"
"${compose[@]}" build --quiet
say "starting with $workers workers"
"${compose[@]}" up -d --no-build --quiet-pull --scale "worker=$workers" >/dev/null 2>&1 || fail "compose up"
until_true 120 "the API is ready" ready
until_true 120 "all workers are healthy" all_healthy

submit() { curl -sf "$url/api/v1/runs" -H 'Content-Type: application/json' --data @examples/mnist-lenet.json; }
succeeded() { jq -e '.state == "succeeded"' >/dev/null <<<"$1" || fail "the run has not succeeded: $(jq -c '{state, failure}' <<<"$1")"; }

answer=$(submit) || fail "submitting"
run=$(jq -r .id <<<"$answer")
epochs=$(jq -r .spec.training.epochs <<<"$answer")
until_true 180 "run $run has trained an epoch" epoch_done

# A worker's name is its container's host name and process id.
worker=$(run_json | jq -r '.worker | split(":")[0]')
docker kill "$worker" >/dev/null || fail "killing the worker"
say "killed worker $worker"
until_true 120 "another worker has taken the run up" taken_up
until_true 600 "the run has ended" ended

result=$(run_json)
succeeded "$result"
points=$(curl -sf "$url/api/v1/runs/$run/metrics" | jq -c '[.series.loss[].epoch]')
[[ $points == "$(jq -nc --argjson n "$epochs" '[range(1; $n + 1)]')" ]] || fail "epochs with a loss: $points"
say "every epoch is there once; $(jq -c '{attempt, test: .result.test_metrics, weights: .result.weights_sha256[:16]}' <<<"$result")"

answer=$(submit) || fail "submitting again"
run=$(jq -r .id <<<"$answer")
until_true 600 "an unbroken run has ended" ended
unbroken=$(run_json)
succeeded "$unbroken"
[[ $(jq -r .result.weights_sha256 <<<"$result") == "$(jq -r .result.weights_sha256 <<<"$unbroken")" ]] ||
  fail "other weights than the unbroken run's: $(jq -c '{attempt, weights: .result.weights_sha256, metrics: .result.test_metrics}' <<<"$unbroken")"
say "both have the same weights, to the bit"

stopped=$SECONDS
"${compose[@]}" stop >/dev/null 2>&1 || fail "compose stop"
say "stopped in order in $((SECONDS - stopped)) s"
say "passed"
