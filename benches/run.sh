#!/usr/bin/env bash
# Makes a province up for each of SIZES, measures it, and prints the tables of the README; see benches/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -n "${PARCELS:-}" ]; then
  sizes=("$(cat "$PARCELS"/parcels*.ndjson | wc -l)")
else
  read -ra sizes <<< "${SIZES:-1000000}"
fi
export MATBANG=${MATBANG:-$PWD/target/release/matbang}
results=target/bench
mkdir -p "$results"
scratch=$(mktemp -d "${TMPDIR:-/tmp}/matbang-parcels.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# Others are measured beside one size: a million, where it is among them.
full=${sizes[-1]}
[[ " ${sizes[*]} " == *" 1000000 "* ]] && full=1000000

files=()
failed=0
for size in "${sizes[@]}"; do
  folder=${PARCELS:-$scratch}
  if [ -z "${PARCELS:-}" ]; then node benches/parcels.mjs "$size" "$folder"; fi
  scope=$([ "$size" = "$full" ] && echo full || echo growth)
  echo "== $size parcels ($scope)" >&2
  benches/with-cluster.sh benches/one-size.sh "$folder" "$scope" | tee "$results/$size.txt" || failed=1
  files+=("$results/$size.txt")
done
node benches/tables.mjs "${files[@]}" | tee "$results/tables.md"
exit "$failed"
