#!/bin/sh
# Every public header compiles alone, in C and in C++, without a warning.
set -eu
cd "$(dirname "$0")/.."
bad=0
for header in $(find include/falak -name '*.h' | sort); do
  name=${header#include/}
  for language in c:c11 c:c17 c++:c++11 c++:c++20; do
    compiler=clang
    [ "${language%%:*}" = c ] && compiler=${CC:-gcc}
    echo "#include <$name>" | $compiler -x "${language%%:*}" "-std=${language#*:}" -Wall \
      -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only - || {
      echo "$header does not compile alone as ${language#*:}"
      bad=1
    }
  done
done
exit $bad
