#!/bin/sh
# Runs the suite of a build folder and ends with "N passed, N failed, N skipped",
# counted over single tests rather than test programs.
#   scripts/test.sh BUILD [words for meson test]
set -u
build=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -f "$build/meson-logs/testlog.json" # an old count would be taken for this one
meson test -C "$build" --no-rebuild --print-errorlogs --quiet "$@" >"$log" 2>&1
status=$?
if [ $status != 0 ]; then cat "$log"; fi
if [ ! -f "$build/meson-logs/testlog.json" ]; then
  echo '0 passed, 1 failed, 0 skipped'
  exit 1
fi
python3 "$(dirname "$0")/tap_total.py" "$build/meson-logs/testlog.json"
total=$?
[ $status != 0 ] && exit $status
exit $total
