#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL that is set up as the private one of `matbang serve`, and is gone when the
# command ends, however it ends. The command finds it in DATABASE_URL and BENCH_POSTMASTER (its process), the programs of
# PostgreSQL in PATH, and a folder for scratch in BENCH_FOLDER.
set -euo pipefail
bin=$("$(dirname "$0")/../scripts/find-postgres.sh")
# Nobody's own data are touched, and nobody's settings measured.
unset MATBANG_DATA MATBANG_TILE_CACHE_MB

folder=$(mktemp -d "${TMPDIR:-/tmp}/matbang-bench.XXXXXX")
# The owner of the cluster makes its socket here.
chmod 1777 "$folder"
cluster=$folder/data/postgres

# As whoever owns the cluster: PostgreSQL refuses to work for root.
as_owner() (
  cd "$folder"
  if [ "$(id -u)" -eq 0 ]; then exec runuser -u "$(stat -c %U "$cluster")" -- "$@"; else exec "$@"; fi
)

clear_away() {
  trap '' INT TERM
  as_owner "$bin/pg_ctl" --pgdata "$cluster" --mode immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap clear_away EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Makes the cluster with its settings, and stops it; then it is started again, with a socket that others may use too.
env -u DATABASE_URL "$MATBANG" --data "$folder/data" check > /dev/null
if ! as_owner "$bin/pg_ctl" --pgdata "$cluster" --log /dev/null --wait --options "-k $folder -h ''" start > /dev/null; then
  echo "PostgreSQL did not start in $cluster." >&2
  exit 1
fi

export PATH="$bin:$PATH" BENCH_FOLDER=$folder
export DATABASE_URL="postgres:///matbang?host=$folder&user=matbang"
BENCH_POSTMASTER=$(as_owner head -n 1 "$cluster/postmaster.pid")
export BENCH_POSTMASTER
"$@"
