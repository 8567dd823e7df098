#!/usr/bin/env bash
# Builds everything and runs all tests. Installs what is missing on Debian and Ubuntu (PostgreSQL, Chromium); leaves nothing running.
#
#   ./test.sh                                  all suites
#   ./test.sh unit|conformance|integration|browser|Storage.Tests ...
#   ./test.sh --filter EXPRESSION [suite ...]  as `dotnet test --filter`
#   ./test.sh --soak                           only the fuzz and fault suites, 20 times as long (TRAINING_SOAK=N for N times)
#
# Results: artifacts/test-results (TRX and log per suite). Last line: the totals. Exit code 0 only if every test passed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/test-needs.sh
. eng/test-suites.sh

usage() { sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

chosen=()
while (( $# > 0 )); do
  case $1 in
    -h|--help) usage; exit 0 ;;
    --filter) [[ $# -ge 2 ]] || { usage >&2; exit 2; }; TEST_FILTER=$2; shift 2 ;;
    --soak) export TRAINING_SOAK=${TRAINING_SOAK:-20}; TEST_FILTER="FullyQualifiedName~.Fuzz.|FullyQualifiedName~.Faults."; chosen+=(Datasets.Tests Integration.Tests); shift ;;
    -*) echo "test.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
    *) chosen+=("$1"); shift ;;
  esac
done
select_suites "${chosen[@]:-all}"

# Everything that the tests start inherits the session's mark (by which it is found and ended) and its temporary folder.
session=$(mktemp -d "${TMPDIR:-/tmp}/training-test.XXXXXX")
chmod 755 "$session"
mkdir -m 1777 "$session/t"
trap 'end_session "$session"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export HOME=${HOME:-$session} # the SDK wants one, even if it is empty
if ! sdk=$(dotnet --version 2>&1); then
  printf 'test.sh: the .NET 10 SDK is needed (https://dot.net/download):\n%s\n' "$sdk" >&2
  exit 1
fi
install_packages "${SUITES[@]}"

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

echo "restoring and building (SDK $sdk)"
started=$SECONDS
# No build server is left behind: MSBuild's nodes end with the build, the compiler is not shared.
options=(-nologo -v:quiet -nodeReuse:false -p:UseSharedCompilation=false)
build() {
  dotnet restore TrainingService.sln --locked-mode "${options[@]}" && dotnet build TrainingService.sln --no-restore -c Release -warnaserror "${options[@]}"
}
build >"$results/build.log" 2>&1 || { cat "$results/build.log"; echo "test.sh: the build failed" >&2; exit 1; }
echo "built in $((SECONDS - started)) s"

install_browser "${SUITES[@]}"

run_suites
end_session "$session"
print_totals
