#!/usr/bin/env bash
# Runs a command in a control group with so much memory, the pages of files that it reads and writes included; the system drops those when they are too many.
#
#   sudo bench/data/limit-memory.sh 2G COMMAND ...
#
# Prints at the end what the group took at most. Needs root, for the group is made by hand below the caller's own; works with versions 1 and 2.
set -euo pipefail
[[ $# -ge 2 ]] || { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
limit=$(numfmt --from=iec "$1")
shift

if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
  group=/sys/fs/cgroup/training-bench-$$ most=memory.peak
  mkdir "$group"
  echo "$limit" >"$group/memory.max"
  [[ ! -f $group/memory.swap.max ]] || echo 0 >"$group/memory.swap.max"
else
  own=$(awk -F: '$2 == "memory" { print $3 }' /proc/self/cgroup)
  group=/sys/fs/cgroup/memory$own/training-bench-$$ most=memory.max_usage_in_bytes
  mkdir "$group"
  echo "$limit" >"$group/memory.limit_in_bytes"
fi

status=0
(echo "$BASHPID" >"$group/cgroup.procs" && exec "$@") || status=$?
[[ ! -f $group/$most ]] || echo "limit $limit bytes, at most $(cat "$group/$most") taken"
rmdir "$group"
exit "$status"
