#!/usr/bin/env bash
# Builds the Debian package, and the one with its debug symbols, into build/package. Further
# arguments go to cpack.
set -eu
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
install_packages dpkg-dev binutils gzip
build --target rolecall
mkdir -p build/package
cpack --config build/release/CPackConfig.cmake -G DEB -B build/package/unpacked "$@" >&2
mv build/package/unpacked/*.*deb build/package/
rm -rf build/package/unpacked
ls build/package/*.*deb
