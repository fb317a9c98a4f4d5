#!/bin/sh
# Runs every benchmark program of a build folder: one JSON line a case on standard
# output, kept in BUILD/bench.jsonl too. docs/bench.md says what the lines hold.
set -eu
build=$1
: >"$build/bench.jsonl"
found=false
for program in "$build"/bench/bench_*; do
  case $program in *.p) continue ;; esac
  [ -x "$program" ] || continue
  found=true
  "$program" | tee -a "$build/bench.jsonl"
done
$found || echo 'bench: no benchmark programs in this build' >&2
