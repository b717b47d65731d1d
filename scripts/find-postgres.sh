#!/usr/bin/env bash
# Prints the folder with the programs of the newest PostgreSQL (15 to 17) that has PostGIS; fails if there is none.
# With --any, one without PostGIS will do.
set -euo pipefail
shopt -s nullglob

best=0
found=
IFS=: read -ra path <<< "$PATH"
for folder in "${path[@]}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /{opt/homebrew,usr/local}/opt/postgresql@*/bin; do
  [ -x "$folder/postgres" ] || continue
  # A link in the PATH leads to the folder where initdb is too.
  bin=$(dirname "$(readlink -f "$folder/postgres")")
  [ -x "$bin/initdb" ] || continue
  major=$("$bin/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
  [ "$major" -ge 15 ] && [ "$major" -le 17 ] && [ "$major" -gt "$best" ] || continue
  if [ "${1:-}" != --any ]; then
    controls=("$bin"/../share/{,postgresql/,pgsql/,"postgresql@$major/"}extension/postgis.control*
      "/usr/share/postgresql/$major/extension/postgis.control"*)
    [ "${#controls[@]}" -gt 0 ] || continue
  fi
  best=$major
  found=$bin
done
[ -n "$found" ] && echo "$found"
