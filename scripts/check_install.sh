#!/bin/sh
# Installs into a folder of its own and uses what is there as a stranger would: the
# program, the manual page, a C program against the shared and against the static
# library.
#   scripts/check_install.sh
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
make -s install BUILD="$work/build" PREFIX="$prefix" MESON_ARGS='-Dtests=disabled -Dbench=false'

version=$(cd "$work" && "$prefix/bin/falak" --version)
echo "$version"
case $version in 'falak '*) ;; *) echo "--version says '$version'" && exit 1 ;; esac
# The embedded case is found beside the program, wherever both were moved.
mv "$prefix" "$work/moved"
said=$(cd "$work" && FALAK_CASES='' "$work/moved/bin/falak" check 2>&1 >/dev/null) || true
case $said in
"falak: $work/moved/share/falak/cases/caspian: "*) ;;
*) echo "the moved program said: $said" && exit 1 ;;
esac
mv "$work/moved" "$prefix"
for file in share/man/man1/falak.1 share/bash-completion/completions/falak.bash \
  share/falak/cases/caspian/case.yaml include/falak/falak.h; do
  [ -s "$prefix/$file" ] || { echo "not installed: $file" && exit 1; }
done

pkgconfig=$(dirname "$(find "$prefix" -name falak.pc)")
export PKG_CONFIG_PATH="$pkgconfig"
library=$(pkg-config --variable=libdir falak)
cat >"$work/use.c" <<'END'
#include <falak/falak.h>
#include <stdio.h>
int main(void)
{
  falak_ctx *ctx;
  if (falak_ctx_create(NULL, &ctx)) return 1;
  falak_date date;
  falak_status st = falak_date_parse(ctx, "2022-02-24", 10, &date);
  printf("%s %d\n", falak_version(), st ? 0 : falak_day_year(date.first));
  falak_ctx_destroy(ctx);
  return st != FALAK_OK;
}
END
cc=${CC:-cc}
# shellcheck disable=SC2046
$cc -Wall -Wextra -Werror "$work/use.c" -o "$work/shared" $(pkg-config --cflags --libs falak)
LD_LIBRARY_PATH=$library "$work/shared"
LD_LIBRARY_PATH=$library ldd "$work/shared" | grep -q 'libfalak\.so\.0' || {
  echo "not linked with the shared library" && exit 1
}
# shellcheck disable=SC2046
$cc -Wall -Wextra -Werror "$work/use.c" -o "$work/static" $(pkg-config --cflags falak) \
  "$library/libfalak.a" $(pkg-config --static --libs falak | tr ' ' '\n' | grep -v '^-lfalak$')
"$work/static"
