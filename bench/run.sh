#!/usr/bin/env bash
# Times training steps, ours and libtorch's in turns, on this machine: `bench/run.sh --help` lists the options.
#
#   bench/run.sh                                     the twelve workloads, one thread, beside libtorch at its best
#   bench/run.sh lenet gru --threads 1,2 --peer tuned,stock --json results.json --floors bench/floors.json
#   bench/run.sh --spec my.json --data my.data.json  a network of yours, with drawn data of the declared shape
#   BENCH_PRIORITY=10 bench/run.sh ...               under real-time priority, where other programs load the machine
#
# libtorch (TorchSharp, about 700 MB from NuGet) is built on first use into artifacts/peer; --peer none leaves it out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

dotnet build bench/Bench.csproj -c Release -nologo -v:quiet >&2
engine=artifacts/bin/Bench/release/TrainingService.Bench

wants_peer() {
  local previous=
  for word in "$@"; do
    [[ $previous == --peer && $word == none ]] && return 1
    case $word in --profile|--help|-h|--peer-bin) return 1 ;; esac
    previous=$word
  done
}

# The tuned settings want tcmalloc: the system's, or Debian's package unpacked beside the peer.
allocator() {
  local found
  found=$(ldconfig -p 2>/dev/null | awk '/libtcmalloc_minimal\.so\.4/{print $NF; exit}')
  if [[ -z $found ]] && command -v apt-get >/dev/null && mkdir -p artifacts/peer/malloc; then
    [[ -d artifacts/peer/malloc/usr ]] || (cd artifacts/peer/malloc && apt-get download libtcmalloc-minimal4 >&2 && dpkg -x libtcmalloc-minimal4*.deb .) || true
    found=$(find "$PWD/artifacts/peer/malloc" -name libtcmalloc_minimal.so.4 | head -n 1)
  fi
  [[ -n $found ]] || echo "run.sh: no tcmalloc found; the tuned libtorch runs with the C library's malloc" >&2
  echo "$found"
}

if wants_peer "$@" && [[ -z ${PEER_BIN:-} ]]; then
  if dotnet build bench/peer/TorchPeer.csproj -c Release -o artifacts/peer/bin -nologo -v:quiet >&2; then
    PEER_BIN=$PWD/artifacts/peer/bin/TorchPeer
  else
    echo "run.sh: libtorch could not be built; timing ours alone" >&2
  fi
fi
if [[ -n ${PEER_BIN:-} ]]; then
  export PEER_BIN PEER_MALLOC=${PEER_MALLOC-$(allocator)}
fi

if [[ -n ${BENCH_PRIORITY:-} ]]; then
  exec chrt -r "$BENCH_PRIORITY" "$engine" "$@"
fi
exec "$engine" "$@"
