#!/usr/bin/env bash
# Holds against the tree what the release suite does not: its format, clang-tidy, and the whole
# suite under clang, with debug's library assertions, ASan with UBSan, and TSan. That takes more
# than an hour on two cores; with names, only those: tools/check.sh format asan
set -eu
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

check_format() {
  install_packages clang-format
  git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror
}
# On the commands of the clang preset, which knows no precompiled headers.
check_tidy() {
  install_packages clang clang-tidy
  cmake --preset clang -Wno-dev >&2
  run-clang-tidy -quiet -p build/clang "$PWD/(engine|projections|api|tools)/"
}
# In batches but for clang, which is to see whether each file has all that it needs.
check_suite() {
  local unity=ON
  [[ $1 != clang ]] || { unity=OFF && install_packages clang; }
  cmake --preset "$1" -DROLECALL_UNITY=$unity -Wno-dev >&2
  cmake --build --preset "$1" -j "$(nproc)" >&2
  ctest --preset "$1" -j "$(nproc)"
}

(($# > 0)) || set -- format tidy clang debug asan tsan
for check in "$@"; do
  echo "check: $check" >&2
  case $check in
    format | tidy) "check_$check" ;;
    clang | debug | asan | tsan) check_suite "$check" ;;
    *) echo "no such check: $check" >&2 && exit 2 ;;
  esac
done
