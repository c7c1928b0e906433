#!/usr/bin/env bash
# Starts servers on loopback with data in a temporary folder, fills all with the same people, and
# prints how rolecall compares with each. All of it is gone at the end, also after a signal.
#
#   measure.sh BUILD_FOLDER [--users 100000] [--pairs 15] [--seconds 0.4] [--json]
#              [--peers limits,redis,nginx,slapd,postgres]
set -eu
here=$(dirname "${BASH_SOURCE[0]}")
build=$1
shift
users=100000
peers=limits,redis,nginx,slapd,postgres
flags=()
while (($# > 0)); do
  case $1 in
    --json) flags+=("$1") && shift && continue ;;
    --users) users=${2:?$1 needs a value} ;;
    --peers) peers=${2:?$1 needs a value} ;;
    --pairs | --seconds) flags+=("$1" "${2:?$1 needs a value}") ;;
    *) echo "no such flag: $1; there are --users --pairs --seconds --json --peers" >&2 && exit 2 ;;
  esac
  shift 2
done
for peer in ${peers//,/ }; do
  [[ -f $here/$peer.sh ]] || { echo "--peers: no such peer: $peer" >&2 && exit 2; }
done

# ---- what all servers need -------------------------------------------------------------------

folder=$(mktemp -d -t rolecall-peers-XXXXXX)
chmod 711 "$folder" # PostgreSQL runs as another user, in a folder of its own
clean_up() {
  # Again and again: one that has just been forked may not hear it.
  while kill $(jobs -p) 2> /dev/null; do sleep 0.1; done
  wait
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

on_servers=() on_load=()
if (($(nproc) > 1)); then
  on_servers=(taskset -c 0)
  on_load=(taskset -c 1)
fi

# start NAME COMMAND…: a server in the background, which writes NAME.log; sets $process.
start() {
  "${on_servers[@]}" "${@:2}" > "$folder/$1.log" 2>&1 < /dev/null &
  process=$!
}
# Something that is waited for, so that a signal can end it.
run() {
  "$@" &
  wait "$!"
}
# wait_until NAME COMMAND…: until it succeeds; NAME.log tells why it does not.
wait_until() {
  local tries
  for ((tries = 0; tries < 600; ++tries)); do
    ! "${@:2}" > /dev/null 2>&1 || return 0
    sleep 0.05
  done
  echo "$1 does not start:" >&2 && tail "$folder/$1.log" >&2 && exit 1
}
listens() { (: < "/dev/tcp/127.0.0.1/$1"); }
free_port() {
  local port
  while port=$((RANDOM % 20000 + 10000)) && listens "$port" 2> /dev/null; do :; done
  echo "$port"
}
# The port that a server of ours says it has.
said_port() { sed -n 's#.*serves http://127.0.0.1:\([0-9]*\).*#\1#p' "$folder/$1.log" | grep .; }
# timed NAME COMMAND…: writes down how many seconds it took.
timed() {
  local began=$EPOCHREALTIME
  run "${@:2}" > /dev/null
  printf '%s\t%d.%06d\n' "$1" $((t = ${EPOCHREALTIME/./} - ${began/./}, t / 1000000)) \
    $((t % 1000000)) >> "$folder/rebuilds.tsv"
}

# ---- rolecall --------------------------------------------------------------------------------

rolecall=$build/tools/rolecall
data=$folder/rolecall
ROLECALL_API_KEY=$("$rolecall" bootstrap --data "$data" --username bench 2> /dev/null)
export ROLECALL_API_KEY
start rolecall "$rolecall" serve --threads 1 --listen 127.0.0.1:0 --data "$data"
wait_until rolecall said_port rolecall
places=(--rolecall "$(said_port rolecall):$process")
echo "filling with $users people" >&2
run "${on_load[@]}" "$build/bench/peers/rolecall_peers" fill "${places[@]}" --data "$data" \
  --users "$users" --folder "$folder"

# ---- the others ------------------------------------------------------------------------------

# Each starts a server and fills it, and may define rebuild_PEER; it leaves $port and $process.
for peer in ${peers//,/ }; do
  echo "starting $peer" >&2
  source "$here/$peer.sh"
  places+=("--$peer" "$port:$process")
done
rebuild_rolecall() { timed rolecall "${on_servers[@]}" "$rolecall" replay --data "$data"; }
for round in 1 2 3; do
  for peer in rolecall ${peers//,/ }; do
    [[ $(type -t "rebuild_$peer") != function ]] || "rebuild_$peer"
  done
done
run "${on_load[@]}" "$build/bench/peers/rolecall_peers" compare "${places[@]}" \
  --folder "$folder" "${flags[@]}"
