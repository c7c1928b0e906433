#!/usr/bin/env bash
# Installs the servers that rolecall is compared with, builds, and compares; see README.md.
# Arguments are those of measure.sh.
set -eu
# So that Debian starts none of them when it installs them.
export RUNLEVEL=1
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/build.sh"
install_packages redis-server postgresql-15 slapd ldap-utils nginx
build --target rolecall rolecall_peers rolecall_limits
exec bench/peers/measure.sh build/release "$@"
