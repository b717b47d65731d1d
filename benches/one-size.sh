#!/usr/bin/env bash
# Measures one province in the PostgreSQL of with-cluster.sh, and prints a line for each figure.
# benches/one-size.sh FOLDER full|growth: `growth` leaves out what does not grow with the parcels, or only tells of others.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
scope=$2
url=http://127.0.0.1:8971
second_url=http://127.0.0.1:8973
server=
second=

stop() {
  if [ -n "$1" ]; then kill "$1" 2> /dev/null && wait "$1" || true; fi
}
trap 'stop "$server"; stop "$second"' EXIT

log_of() { echo "$BENCH_FOLDER/serve-${1##*:}.log"; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# start URL ARGUMENT...: its process is `started`; `waited` is how long it took, milliseconds.
start() {
  local begun
  begun=$(milliseconds)
  # A hundred viewers share one account here.
  "$MATBANG" serve --requests-per-second 0 --listen "${1#http://}" "${@:2}" > "$(log_of "$1")" 2>&1 &
  started=$!
  until curl --silent --fail --output /dev/null "$1/readyz"; do
    if ! kill -0 "$started" 2> /dev/null; then
      cat "$(log_of "$1")" >&2
      exit 1
    fi
    sleep 0.02
  done
  waited=$(($(milliseconds) - begun))
}

# Lines of a script that knows nothing of tables, `row.column value unit` or `row value unit`, as lines of a table.
as_table() {
  awk -v table="$1" 'NF >= 2 && $2 ~ /^[0-9.]+$/ {
    gsub("_", "-", $1)
    sub("^" table "-", "", $1)
    print table "." $1 ($1 ~ /[.]/ ? "" : ".figure"), $2, $3
    fflush()
  }'
}

said() { echo "$(date +%T) $*" >&2; }

# A part that fails is told of, with the last words of a server that is gone, and spares the others.
failed=0
try() {
  "$@" || {
    echo "failed: $*" >&2
    failed=1
    if [ -n "$server" ] && ! kill -0 "$server" 2> /dev/null; then tail "$(log_of "$url")" >&2; fi
  }
}
is_full() { [ "$scope" = full ]; }
script_as_table() { "${@:2}" | as_table "$1"; }

said import
node benches/import.mjs "$folder"
# Edits and lists are for those who have an account.
"$MATBANG" user add bench --role admin < /dev/null > /dev/null
MATBANG_TOKEN=$("$MATBANG" token add bench --scope write)
export MATBANG_TOKEN
if is_full; then
  said flat table
  try node benches/flat.mjs
fi

# What is to be compared is measured one right after the other.
said tiles, cold
start "$url" --tile-cache-mb 0
server=$started
try node benches/tiles.mjs "$url" "$server" cold
stop "$server"
server=
if is_full; then try node benches/martin.mjs cold; fi
said tiles, warm
start "$url"
server=$started
echo "start.to-readyz.time $waited ms"
echo "start.to-readyz.cpu $(awk -v ticks="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / ticks }' "/proc/$server/stat") ms"
echo "memory.at-rest.memory $(awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status") MB"
try node benches/tiles.mjs "$url" "$server" warm
if is_full; then try node benches/martin.mjs warm; fi

said figures
try node benches/figures.mjs "$url" "$server"
if is_full; then try node benches/group-by.mjs; fi
if is_full; then
  if [ -f benches/writes.mjs ]; then
    said writes
    start "$second_url"
    second=$started
    try script_as_table writes node benches/writes.mjs "$url" "$second_url"
    stop "$second"
    second=
  fi
  if [ -f benches/viewers.mjs ]; then
    said viewers
    try script_as_table viewers node benches/viewers.mjs "$url"
  fi
  said page
  try script_as_table page npm --silent --prefix frontend run bench -- "$url"
  said mixed traffic
  try node benches/steady.mjs "$url" "$server" "${STEADY_MINUTES:-2}"
fi
exit "$failed"
