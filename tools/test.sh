#!/usr/bin/env bash
# Builds everything and runs all tests.
set -eu
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
build
exec ctest --preset release -j "$(nproc)"
