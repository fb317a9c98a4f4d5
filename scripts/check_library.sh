#!/bin/sh
# The library shows only falak_* to those who link it, holds nothing that can change
# (no global state), and never prints nor exits.
#   scripts/check_library.sh BUILD
set -eu
build=$1
bad=0
[ -f "$build/libfalak.so" ] && [ -f "$build/libfalak.a" ] || { echo "no library in $build"; exit 1; }

exported=$(nm -D --defined-only "$build"/libfalak.so | awk '$3 !~ /^falak_/ {print $3}')
[ -z "$exported" ] || { echo "exported without falak_: $exported"; bad=1; }

# Constant tables of pointers live in .data.rel.ro, which nothing can write to.
state=$(objdump -t "$build"/libfalak.a |
  awk '$4 ~ /^\.(data|bss|tdata|tbss|lbss)/ && $4 !~ /^\.data\.rel\.ro/ ||
       $3 ~ /^\.(data|bss|tdata|tbss|lbss)/ && $3 !~ /^\.data\.rel\.ro/ {
         if ($(NF - 1) !~ /^0+$/ && $NF !~ /^\./) print $NF }')
[ -z "$state" ] || { echo "global state: $state"; bad=1; }

loud=$(nm -u "$build"/libfalak.a |
  awk '$2 ~ /^(printf|__printf_chk|puts|putchar|perror|exit|_exit|abort|stdout|stderr|__vprintf_chk|vprintf)$/ {print $2}' | sort -u)
[ -z "$loud" ] || { echo "prints or exits: $loud"; bad=1; }
exit $bad
