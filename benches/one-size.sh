#!/usr/bin/env bash
# Measures one province in the PostgreSQL of with-cluster.sh, and prints a line for each figure.
# benches/one-size.sh FOLDER full|growth: `growth` leaves out what does not grow with the parcels, or only tells of others.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
scope=$2
address=127.0.0.1:8971
url=http://$address
server=

stop_server() {
  if [ -n "$server" ]; then kill "$server" 2> /dev/null && wait "$server" || true; fi
  server=
}
trap stop_server EXIT

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# start_server ARGUMENT...: what it printed is in serve.log; `waited` is how long it took, milliseconds.
start_server() {
  local start
  start=$(milliseconds)
  "$MATBANG" serve --listen "$address" "$@" > "$BENCH_FOLDER/serve.log" 2>&1 &
  server=$!
  until curl --silent --fail --output /dev/null "$url/readyz"; do
    if ! kill -0 "$server" 2> /dev/null; then
      cat "$BENCH_FOLDER/serve.log" >&2
      exit 1
    fi
    sleep 0.02
  done
  waited=$(($(milliseconds) - start))
}

# Lines `name value unit` of a script that knows nothing of tables, as rows of a table.
as_table() {
  awk -v table="$1" 'NF >= 2 && $2 ~ /^[0-9.]+$/ { gsub(/[._]/, "-", $1); print table "." $1 ".figure", $2, $3; fflush() }'
}

said() { echo "$(date +%T) $*" >&2; }

# A part that fails is told of, and spares the others.
failed=0
try() {
  "$@" || {
    echo "failed: $*" >&2
    failed=1
  }
}
is_full() { [ "$scope" = full ]; }
script_as_table() { "${@:2}" | as_table "$1"; }

said import
node benches/import.mjs "$folder"
if is_full; then
  said flat table
  try node benches/flat.mjs
fi

# What is to be compared is measured one right after the other.
said tiles, cold
start_server --tile-cache-mb 0
try node benches/tiles.mjs "$url" "$server" cold
stop_server
if is_full; then try node benches/martin.mjs cold; fi
said tiles, warm
start_server
echo "start.to-readyz.time $waited ms"
echo "start.to-readyz.cpu $(awk -v ticks="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / ticks }' "/proc/$server/stat") ms"
echo "memory.at-rest.memory $(awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status") MB"
try node benches/tiles.mjs "$url" "$server" warm
if is_full; then try node benches/martin.mjs warm; fi

said figures
try node benches/figures.mjs "$url" "$server"
if is_full; then
  for part in writes viewers; do
    [ -f "benches/$part.mjs" ] || continue
    said "$part"
    try script_as_table "$part" node "benches/$part.mjs" "$url"
  done
  said page
  try script_as_table page npm --silent --prefix frontend run bench -- "$url"
  said mixed traffic
  try node benches/steady.mjs "$url" "$server" "${STEADY_MINUTES:-2}"
fi
exit "$failed"
