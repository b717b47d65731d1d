#!/usr/bin/env bash
# Fails when Cargo.lock holds two versions of a library whose types cross our own borders.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
for crate in sqlx axum geojson; do
  versions=$(awk -v name="name = \"$crate\"" '$0 == name { getline; print $3 }' Cargo.lock | tr -d '"' | xargs)
  if [ "$(wc -w <<< "$versions")" -ne 1 ]; then
    echo "Cargo.lock must hold one version of $crate, and holds: ${versions:-none}. cargo tree -i $crate shows who asks for it." >&2
    failed=1
  fi
done
exit "$failed"
