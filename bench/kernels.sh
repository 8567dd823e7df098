#!/usr/bin/env bash
# Times kernels one by one with BenchmarkDotNet, one thread, each with its distance to the roof (arithmetic or bandwidth).
#
#   bench/kernels.sh                 all of them, about 12 minutes
#   bench/kernels.sh conv 3x3        those whose names hold all the words; a word that none has lists the names
#   BENCH_PRIORITY=10 bench/kernels.sh ...   under real-time priority, where other programs load the machine
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build bench/kernels/Kernels.csproj -c Release -nologo -v:quiet >&2
program=(artifacts/bin/Kernels/release/TrainingService.Kernels "$@")
if [[ -n ${BENCH_PRIORITY:-} ]]; then exec chrt -r "$BENCH_PRIORITY" "${program[@]}"; fi
exec "${program[@]}"
