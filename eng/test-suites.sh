#!/usr/bin/env bash
# Choosing, running and counting test suites. Sourced by test.sh.

# shellcheck disable=SC2154 # session and results are test.sh's
TEST_FILTER=${TEST_FILTER:-}
TEST_JOBS=${TEST_JOBS:-2} # unit suites at a time

group_of() {
  case $1 in
    Conformance.Tests) echo conformance ;;
    Integration.Tests) echo integration ;;
    Browser.Tests) echo browser ;;
    *) echo unit ;;
  esac
}

# select_suites NAME...: fills SUITES with the projects under tests/ that the names (groups, projects or `all`) stand for.
select_suites() {
  local project group name found
  SUITES=()
  for name in "$@"; do
    found=
    for project in tests/*/*.csproj; do
      project=$(basename "$project" .csproj)
      group=$(group_of "$project")
      if [[ $name == all || $name == "$group" || $name == "$project" ]]; then SUITES+=("$project"); found=1; fi
    done
    [[ $found ]] || { echo "test.sh: no suite named $name" >&2; exit 2; }
  done
}

# The kernels that the engine must choose by itself here: the processor's best, or less if the runtime's switches take some away.
expected_isa() {
  local flags
  flags=" $(sed -n 's/^\(flags\|Features\)[^:]*://p;' /proc/cpuinfo 2>/dev/null | head -1) "
  if [[ $1 == none ]]; then echo scalar
  elif [[ $1 == all && $flags == *" avx512f "* && $flags == *" avx512vl "* && $flags == *" avx512bw "* && $flags == *" avx512dq "* ]]; then echo avx512
  elif [[ $1 != no-avx2 && $flags == *" avx2 "* && $flags == *" fma "* ]]; then echo avx2
  else echo vector128
  fi
}

# run_suite PROJECT [LABEL [NAME=VALUE ...]]: runs one suite, leaves its counts in LABEL.counts and prints its line.
run_suite() {
  local project=$1 label=${2:-$1} started=$SECONDS code=0 total=0 executed=0 passed=0 trx line
  shift; (( $# == 0 )) || shift
  local arguments=("artifacts/bin/$project/release/TrainingService.$project.dll" --results-directory "$results"
    --logger "trx;LogFileName=$label.trx" --logger "console;verbosity=normal" --blame-hang-timeout 10m --blame-hang-dump-type none)
  [[ -z $TEST_FILTER ]] || arguments+=(--filter "$TEST_FILTER")
  env TRAINING_TEST_SESSION="$session" TMPDIR="$session/t" "$@" dotnet test "${arguments[@]}" </dev/null >"$results/$label.log" 2>&1 || code=$?
  trx=$results/$label.trx
  if line=$(grep -o '<Counters [^>]*' "$trx" 2>/dev/null); then
    total=$(count total "$line"); executed=$(count executed "$line"); passed=$(count passed "$line")
  fi
  local failed=$((executed - passed)) skipped=$((total - executed)) note=
  if (( total == 0 )) && [[ -n $TEST_FILTER && $code == 0 ]]; then note="  (nothing matches the filter)"
  elif (( total == 0 )); then note="  NO TEST RAN (exit code $code)"; failed=1
  elif (( code != 0 && failed == 0 )); then note="  RUNNER FAILED (exit code $code)"; failed=1
  fi
  echo "$passed $failed $skipped" >"$results/$label.counts"
  printf '  %-34s %5d passed %4d failed %4d skipped %5d s%s\n' "$label" "$passed" "$failed" "$skipped" $((SECONDS - started)) "$note"
  (( failed == 0 )) || { echo "--- $label, from $results/$label.log"; grep -v '^  Passed ' "$results/$label.log" | tail -n 150; echo "---"; }
}

count() { sed -n "s/.*[ ]$1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

# at_most N COMMAND...: runs the command in the background as soon as fewer than N are running.
at_most() {
  local width=$1
  shift
  while (( $(jobs -rp | wc -l) >= width )); do wait -n || true; done
  "$@" &
}

run_suites() {
  local suite
  for suite in "${SUITES[@]}"; do
    [[ $(group_of "$suite") != unit ]] || at_most "$TEST_JOBS" run_suite "$suite"
  done
  wait
  # The same kernels' tests with the runtime's switches: each path is the one chosen, and right.
  if [[ " ${SUITES[*]} " == *" Conformance.Tests "* ]]; then
    at_most "$TEST_JOBS" run_suite Conformance.Tests Conformance.Tests "TRAINING_EXPECTED_ISA=$(expected_isa all)"
    at_most "$TEST_JOBS" run_suite Conformance.Tests Conformance.Tests-no-avx512 "TRAINING_EXPECTED_ISA=$(expected_isa no-avx512)" DOTNET_EnableAVX512=0
    at_most "$TEST_JOBS" run_suite Conformance.Tests Conformance.Tests-no-avx2 "TRAINING_EXPECTED_ISA=$(expected_isa no-avx2)" DOTNET_EnableAVX2=0
    at_most "$TEST_JOBS" run_suite Conformance.Tests Conformance.Tests-no-simd "TRAINING_EXPECTED_ISA=$(expected_isa none)" DOTNET_EnableHWIntrinsic=0
    wait
  fi
  # One at a time: they start servers and browsers and watch the clock.
  for suite in Integration.Tests Browser.Tests; do
    [[ " ${SUITES[*]} " != *" $suite "* ]] || run_suite "$suite"
  done
}

print_totals() {
  local passed=0 failed=0 skipped=0 p f s file
  for file in "$results"/*.counts; do
    read -r p f s <"$file"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done
  if (( passed + failed == 0 )); then echo "no test ran"; failed=1; fi
  if (( skipped > 0 )); then echo "$skipped skipped: not asked for, or without what they need"; fi
  echo "$passed passed, $failed failed"
  (( failed == 0 ))
}

# Ends what tests left running, which is what carries the session's mark in its environment.
end_session() {
  local folder=$1 pid file left=()
  [[ -d $folder ]] || return 0
  for file in /proc/[0-9]*/environ; do
    pid=${file#/proc/}; pid=${pid%/environ}
    if { tr '\0' '\n' <"$file" | grep -qx "TRAINING_TEST_SESSION=$folder"; } 2>/dev/null; then left+=("$pid"); fi
  done
  for pid in "${left[@]}"; do
    echo "test.sh: ending what the tests left running: $pid $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-100)" >&2
    kill "$pid" 2>/dev/null || true
  done
  (( ${#left[@]} == 0 )) || { sleep 2; kill -KILL "${left[@]}" 2>/dev/null || true; }
  rm -rf "$folder"
}
