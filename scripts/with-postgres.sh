#!/usr/bin/env bash
# Runs a command with DATABASE_URL at a throw-away PostgreSQL, which is gone when the command ends, however it ends.
# PostGIS is in template1, so that a new database has it at once.
set -euo pipefail
bin=$("$(dirname "$0")/find-postgres.sh")

# Not in the clone, which PostgreSQL's account may not be able to enter; short, for a socket's path must be.
folder=$(mktemp -d /tmp/matbang-test.XXXXXX)
account=
if [ "$(id -u)" -eq 0 ]; then
  account=$(id -un postgres 2> /dev/null || echo nobody)
  chown "$account" "$folder"
fi

# PostgreSQL refuses to work for root.
as_account() (
  cd "$folder"
  if [ -n "$account" ]; then exec runuser -u "$account" -- "$@"; else exec "$@"; fi
)

clear_away() {
  trap '' INT TERM
  as_account "$bin/pg_ctl" --pgdata data --mode immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap clear_away EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_account "$bin/initdb" --pgdata data --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync > /dev/null
cat > "$folder/throw-away.conf" << SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 200
# What would be lost in a power cut is not worth keeping.
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum_naptime = 1d
timezone = 'Asia/Ho_Chi_Minh'
SETTINGS
chmod a+r "$folder/throw-away.conf"
echo "include '../throw-away.conf'" | as_account tee -a data/postgresql.conf > /dev/null
if ! as_account "$bin/pg_ctl" --pgdata data --log log --wait start > /dev/null; then
  cat "$folder/log" >&2
  exit 1
fi
as_account "$bin/psql" --host "$folder" --username postgres --dbname template1 --quiet \
  --command 'create extension postgis' --command 'create database matbang'

export PATH="$bin:$PATH"
export DATABASE_URL="postgres:///matbang?host=$folder&user=postgres"
"$@"
