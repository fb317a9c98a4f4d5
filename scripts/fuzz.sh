#!/bin/sh
# Builds the fuzz targets with clang and the sanitizers, and runs each for a while.
#   scripts/fuzz.sh BUILD SECONDS
# A target is tests/fuzz/fuzz_NAME.c; its corpus is tests/fuzz/corpus/NAME/, its words
# tests/fuzz/NAME.dict. Inputs found on the way stay in BUILD/corpus/NAME/; an input that
# breaks something is left as BUILD/crash-NAME-*, to become a corpus file with the mend.
set -eu
build=$1 seconds=$2
here=$(dirname "$0")
if [ ! -f "$build/build.ninja" ]; then
  CC=clang "$here/quiet.sh" configuring meson setup "$build" -Dfuzz=true -Dbench=false \
    -Dbuildtype=debugoptimized
fi
"$here/quiet.sh" building ninja -C "$build"

bad=0 targets=0
for program in "$build"/tests/fuzz/fuzz_*; do
  case $program in *.p) continue ;; esac
  [ -x "$program" ] || continue
  targets=$((targets + 1))
  name=${program##*/fuzz_}
  mkdir -p "$build/corpus/$name"
  set -- "$build/corpus/$name"
  [ -d "tests/fuzz/corpus/$name" ] && set -- "$@" "tests/fuzz/corpus/$name"
  [ -f "tests/fuzz/$name.dict" ] && set -- "-dict=tests/fuzz/$name.dict" "$@"
  if "$program" -max_total_time="$seconds" -artifact_prefix="$build/crash-$name-" \
    -print_final_stats=1 -verbosity=0 "$@" >"$build/$name.log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log")
    echo "fuzz: $name: ${runs:-?} executions in $seconds s, no finding"
  else
    bad=$((bad + 1))
    tail -n 40 "$build/$name.log" >&2
    echo "fuzz: $name: a finding, see $build/$name.log"
  fi
done
echo "$((targets - bad)) passed, $bad failed"
[ $bad = 0 ]
