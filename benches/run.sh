#!/usr/bin/env bash
# Starts the release binary on a demo province in a folder of its own and measures the service and the page.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d /tmp/matbang-bench.XXXXXX)
chmod 755 "$folder"
address=127.0.0.1:8971
server=
clear_away() {
  if [ -n "$server" ]; then kill "$server" 2> /dev/null && wait "$server" || true; fi
  rm -rf "$folder"
}
trap clear_away EXIT

wait_until_ready() {
  for _ in $(seq 600); do
    if curl --silent --fail --output /dev/null "http://$address/readyz"; then return; fi
    sleep 0.1
  done
  echo "The server did not become ready." >&2
  exit 1
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

start=$(milliseconds)
target/release/matbang serve --demo --data "$folder/data" --listen "$address" > "$folder/log" 2>&1 &
server=$!
wait_until_ready
echo "first start, with PostgreSQL set up and the demo province loaded: $(($(milliseconds) - start)) ms"
kill "$server" && wait "$server" || true
start=$(milliseconds)
target/release/matbang serve --data "$folder/data" --listen "$address" > "$folder/log" 2>&1 &
server=$!
wait_until_ready
echo "second start, to ready: $(($(milliseconds) - start)) ms"
echo

node benches/service.mjs "http://$address"
echo
grep VmRSS "/proc/$server/status"
echo
npm --silent --prefix frontend run bench -- "http://$address"
