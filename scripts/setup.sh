#!/bin/sh
# Installs what falak is built with, and only what is missing.
#
#   scripts/setup.sh          what the build and its tests need
#   scripts/setup.sh ci       that, and what continuous integration adds
#   scripts/setup.sh --list   what would be installed, one package a line
#
# Silent and fast when nothing is missing. It looks for the thing itself (a program, a
# pkg-config file, a header), not for a package or a stamp, so it is right after something
# was removed and content with what was installed by other means.
set -eu

group=build list=false
for word in "$@"; do
  case $word in
  build | ci) group=$word ;;
  --list) list=true ;;
  *) echo "setup: unknown word '$word'; use build, ci or --list" >&2 && exit 2 ;;
  esac
done

# need | apt | dnf | pacman | brew.  Tried: apt (Debian 12). Untested: dnf, pacman, brew.
# A need is a program, pc:FILE for pkg-config, or inc:HEADER for a header.
needs='
build cc                    gcc                gcc                gcc         gcc
build inc:stdio.h           libc6-dev          glibc-devel        glibc       gcc
build pkg-config            pkg-config         pkgconf-pkg-config pkgconf     pkg-config
build meson                 meson              meson              meson       meson
build ninja                 ninja-build        ninja-build        ninja       ninja
build python3               python3            python3            python      python
build pc:yaml-0.1           libyaml-dev        libyaml-devel      libyaml     libyaml
build pc:sqlite3            libsqlite3-dev     sqlite-devel       sqlite      sqlite
build pc:jansson            libjansson-dev     jansson-devel      jansson     jansson
build pc:libxxhash          libxxhash-dev      xxhash-devel       xxhash      xxhash
build inc:Random123/philox.h librandom123-dev  Random123-devel    random123   random123
build pc:cmocka             libcmocka-dev      libcmocka-devel    cmocka      cmocka
ci    clang                 clang              clang              clang       llvm
ci    rt:clang              libclang-rt-14-dev compiler-rt        compiler-rt llvm
ci    clang-format          clang-format       clang-tools-extra  clang       clang-format
ci    pc:zlib              zlib1g-dev         zlib-devel         zlib        zlib
ci    git                   git                git                git         git
'

has_program() { command -v "$1" >/dev/null 2>&1; }

compiler=cc
has_program cc || compiler=gcc
# The usual places first: the preprocessor takes longer to say the same.
has_header() {
  [ -f "/usr/include/$1" ] || [ -f "/usr/local/include/$1" ] ||
    echo "#include <$1>" | $compiler -E - >/dev/null 2>&1
}

has() {
  case $1 in
  pc:*) has_program pkg-config && pkg-config --exists "${1#pc:}" ;;
  inc:*) has_program $compiler && has_header "${1#inc:}" ;;
  rt:clang) has_program clang &&
    [ -n "$(find "$(clang --print-resource-dir)" -name 'libclang_rt.fuzzer*')" ] ;;
  cc) has_program cc || has_program gcc ;;
  ninja) has_program ninja || has_program ninja-build ;;
  *) has_program "$1" ;;
  esac
}

# The usual case, in a few milliseconds: everything is there.
all_here() {
  for program in $compiler pkg-config meson ninja python3; do
    has_program $program || return 1
  done
  pkg-config --exists yaml-0.1 sqlite3 jansson libxxhash cmocka || return 1
  has_header stdio.h && has_header Random123/philox.h || return 1
  [ $group = build ]
}
all_here && exit 0

if has_program apt-get; then manager=apt column=3
elif has_program dnf; then manager=dnf column=4
elif has_program pacman; then manager=pacman column=5
elif has_program brew; then manager=brew column=6
else manager=none column=3
fi

missing=
while read -r tier need packages; do
  [ -n "$tier" ] || continue
  [ "$tier" = build ] || [ $group = ci ] || continue
  has "$need" && continue
  # shellcheck disable=SC2086
  set -- $tier $need $packages
  shift $((column - 1))
  case " $missing " in *" $1 "*) ;; *) missing="$missing $1" ;; esac
done <<END
$needs
END
[ -n "$missing" ] || exit 0
if $list; then
  # shellcheck disable=SC2086
  printf '%s\n' $missing
  exit 0
fi

root=
if [ $manager != brew ] && [ "$(id -u)" != 0 ]; then
  root=sudo
  # -n: a build does not stop to ask for a password when nobody is there to type it.
  [ -t 0 ] || root='sudo -n'
  if ! has_program sudo; then
    echo "setup: missing packages:$missing" >&2
    echo "setup: not root, and no sudo here; ask an administrator to install them" >&2
    exit 1
  fi
fi

echo "setup: installing with $manager:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_with() {
  case $manager in
  apt) $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
    --no-install-recommends $missing ;;
  dnf) $root dnf install -y -q $missing ;;
  pacman) $root pacman -S --noconfirm --needed $missing ;;
  brew) brew install $missing ;;
  *) echo "no package manager that this script knows (apt, dnf, pacman, brew)" && false ;;
  esac
}
# Package lists are fetched only when the ones at hand do not do.
if ! install_with >"$log" 2>&1; then
  if [ $manager != apt ] || ! $root apt-get update -q >>"$log" 2>&1 ||
    ! install_with >>"$log" 2>&1; then
    cat "$log" >&2
    echo "setup: could not install$missing; install them by hand and run make again" >&2
    exit 1
  fi
fi
