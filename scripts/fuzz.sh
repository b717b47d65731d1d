#!/usr/bin/env bash
# Runs every fuzz target for some seconds (first argument) from the seeds in fuzz/corpus; fails when one crashes.
# What is found on the way stays in fuzz/target, a crashing input in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}

if ! cargo +nightly --version > /dev/null 2>&1; then
  echo 'Fuzzing needs nightly Rust: rustup toolchain install nightly --profile minimal' >&2
  exit 1
fi
if ! cargo +nightly fuzz --version > /dev/null 2>&1; then
  echo 'cargo-fuzz is missing: cargo install --locked cargo-fuzz' >&2
  exit 1
fi

# The code is safe Rust: what is looked for are panics, not broken memory, so no sanitizer is needed.
cargo +nightly fuzz build --sanitizer none
for target in $(cargo +nightly fuzz list); do
  printf '\n== %s\n' "$target"
  found=fuzz/target/corpus/$target
  mkdir -p "$found"
  cargo +nightly fuzz run --sanitizer none "$target" "$found" "fuzz/corpus/$target" -- \
    -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 2>&1 |
    { grep -E '^(#[0-9]+ +DONE|stat::number|thread|SUMMARY|==|artifact|  [a-z]|Failing|Test unit)|panicked|assertion|left|right' || true; }
done
