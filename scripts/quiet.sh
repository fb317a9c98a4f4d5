#!/bin/sh
# Runs a command and shows what it said only when it failed, or with V=1. What takes
# longer than two seconds says so in one line:  quiet.sh "building" ninja -C build
set -u
label=$1
shift
if [ -n "${V:-}" ]; then exec "$@"; fi
log=$(mktemp)
(sleep 2 && echo "$label ..." >&2) 2>/dev/null &
timer=$!
trap 'kill $timer 2>/dev/null; rm -f "$log"' EXIT
"$@" >"$log" 2>&1 && exit 0
status=$?
cat "$log" >&2
exit $status
