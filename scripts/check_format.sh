#!/bin/sh
# Every C file is laid out as clang-format 14 lays it out; `make format` mends.
set -eu
cd "$(dirname "$0")/.."
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror
