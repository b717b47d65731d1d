#!/usr/bin/env bash
# The debug server with the demo province, and Vite in front of it; both end together.
set -euo pipefail
cd "$(dirname "$0")/.."
npm --prefix frontend run dev &
vite=$!
trap 'kill "$vite" 2> /dev/null || true' EXIT
cargo run --locked -- serve --demo
