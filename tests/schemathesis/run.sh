#!/usr/bin/env bash
# Serves the demo province from the database in DATABASE_URL, and lets schemathesis try the OpenAPI document on it: as the
# public, and by a token each of a planner, a field team and an administrator. Fails if it finds anything, warnings
# included. Arguments are handed to `schemathesis run`.
set -euo pipefail
cd "$(dirname "$0")"
command -v python3 > /dev/null || { echo 'Python 3.10 or newer is missing: https://www.python.org' >&2; exit 1; }
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
bin=$target/debug/matbang
work=$target/schemathesis
tool=$work/venv/bin

if ! cmp --silent requirements.txt "$work/requirements.txt"; then
  rm -rf "$work/venv"
  python3 -m venv "$work/venv"
  "$tool/pip" install --quiet --disable-pip-version-check --requirement requirements.txt
  mkdir -p "$work"
  cp requirements.txt "$work/requirements.txt"
fi

export MATBANG_LANG=en
"$bin" serve --demo --requests-per-second 0 --listen 127.0.0.1:0 --spool "$work/spool" --password-cost 1:1:1 > "$work/served" 2> "$work/log" &
server=$!
trap 'kill "$server" 2> /dev/null || true' EXIT
export MATBANG_URL=
for _ in {1..600}; do
  # Printed once the demo is loaded.
  MATBANG_URL=$(sed -n 's|^matbang runs at \(http://[^/]*\)/$|\1|p' "$work/served")
  [ -n "$MATBANG_URL" ] && break
  kill -0 "$server" 2> /dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done

MATBANG_ADMIN_TOKEN=$("$bin" token add admin --scope write --label seeds)
export MATBANG_ADMIN_TOKEN HYPOTHESIS_STORAGE_DIRECTORY=$work/hypothesis PYTHONDONTWRITEBYTECODE=1
failed=
# The administrator comes last, who can change what the others may do.
for account in public kehoach hientruong admin; do
  printf '\n== %s\n' "$account"
  export MATBANG_TOKEN= MATBANG_SEEDS=$work/$account.json
  if [ "$account" != public ]; then
    MATBANG_TOKEN=$("$bin" token add "$account" --scope write --label schemathesis)
  fi
  python3 seeds.py "$account" > "$MATBANG_SEEDS"
  "$tool/schemathesis" --config-file schemathesis.toml run "$MATBANG_URL/api/openapi.json" "$@" || failed+=" $account"
done
if [ -n "$failed" ]; then
  echo "schemathesis found something as:$failed" >&2
  exit 1
fi
