#!/usr/bin/env bash
# Builds rolecall and serves a new demo directory on http://127.0.0.1:8080. Further arguments go to
# `rolecall serve`.
set -eu
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
build --target rolecall

serve=(build/release/tools/rolecall serve --demo)
case " $* " in
  *' --data '* | *' --data='*) ;;
  *)
    folder=$(mktemp -d)/demo
    echo "data folder: $folder" >&2
    serve+=(--data "$folder")
    ;;
esac
exec "${serve[@]}" "$@"
