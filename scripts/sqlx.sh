#!/usr/bin/env bash
# sqlx.sh write|check: the descriptions of all queries in .sqlx, made by compiling against the migrated DATABASE_URL.
set -euo pipefail
cd "$(dirname "$0")/.."
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

for migration in migrations/*.sql; do
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --single-transaction --dbname "$DATABASE_URL" --file "$migration"
done
# The query macros work only while their crate is compiled.
touch src/lib.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$fresh cargo check --locked --all-targets

case $1 in
  write)
    mkdir -p .sqlx
    rm -f .sqlx/*.json
    find "$fresh" -name '*.json' -exec cp {} .sqlx/ \;
    ;;
  check)
    diff -r .sqlx "$fresh" || {
      echo 'The queries and .sqlx differ: run make sqlx and commit the result.' >&2
      exit 1
    }
    ;;
esac
