#!/usr/bin/env bash
# Every test, against the database in DATABASE_URL. Ends with the closing lines of each runner.
set -euo pipefail
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# run NAME COMMAND...
run() {
  printf '\n== %s\n' "$1"
  "${@:2}" 2>&1 | tee "$logs/$1"
}

run rust cargo test --locked
run page npm --prefix frontend test
cargo build --locked
run browser env MATBANG_BIN="$PWD/target/debug/matbang" npm --prefix frontend run e2e

printf '\n== closing lines\n'
grep '^test result:' "$logs/rust"
for runner in page browser; do
  grep -v '^[[:space:]]*$' "$logs/$runner" | tail -n 5
done
