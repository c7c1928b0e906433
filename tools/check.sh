#!/usr/bin/env bash
# Holds against the tree what the release suite does not: its format, clang-tidy, the alerts with
# Prometheus' own tool, the package on a bare system, and the whole suite under clang, with debug's
# library assertions, ASan with UBSan, and TSan. That takes more than an hour on two cores; with
# names, only those: tools/check.sh asan
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

check_format() {
  install_packages clang-format
  git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror
}
# Compiles each file by itself and without precompiled headers: that it has all it needs is seen
# here, the suites are built in batches.
check_tidy() {
  install_packages clang clang-tidy
  cmake --preset clang -B build/tidy -DROLECALL_UNITY=OFF -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
    -Wno-dev >&2
  run-clang-tidy -quiet -p build/tidy "$PWD/(engine|projections|api|tools)/"
}
# Metrics, alerts and dashboard. Nothing but promtool is taken of the package, which, installed,
# would start a server.
check_watching() {
  mkdir -p build/prometheus
  (cd build/prometheus && apt-get download -q prometheus >&2 && dpkg-deb -x prometheus_*.deb .)
  build
  PATH="$PWD/build/prometheus/usr/bin:$PATH" ctest --preset release -R '^Watching' |
    tee /dev/stderr | (! grep -q Skipped)
}
check_suite() {
  [[ $1 != clang ]] || install_packages clang
  cmake --preset "$1" -DROLECALL_UNITY=ON -Wno-dev >&2
  cmake --build --preset "$1" -j "$(nproc)" >&2
  ctest --preset "$1" -j "$(nproc)"
}
# The Debian package on a bare system (as root, in a folder), and the unit's exposure.
check_package() {
  install_packages debootstrap systemd
  systemd-analyze security --no-pager --offline=true --threshold=20 \
    tools/package/rolecall.service >&2
  bash tools/package.sh -D CPACK_PACKAGE_VERSION=0.0.1
  bash tools/package.sh
  local version
  version=$(build/release/tools/rolecall --version)
  bash tools/package/check_package.sh build/package/rolecall_{"$version",0.0.1}_amd64.deb
}

(($# > 0)) || set -- format tidy watching package clang debug asan tsan
for check in "$@"; do
  echo "check: $check" >&2
  case $check in
    format | tidy | watching | package) "check_$check" ;;
    clang | debug | asan | tsan) check_suite "$check" ;;
    *) echo "no such check: $check" >&2 && exit 2 ;;
  esac
done
