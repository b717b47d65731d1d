#!/usr/bin/env bash
# Fails, naming the way out in Vietnamese and English, when a tool that the build needs is missing or too old.
set -euo pipefail
cd "$(dirname "$0")/.."

rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
node=20.19
missing=0

# complain VIETNAMESE ENGLISH
complain() {
  printf '✗ %s\n  %s\n' "$1" "$2" >&2
  missing=1
}

# at_least HAVE WANT
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

have=$(rustc --version 2>/dev/null | cut -d ' ' -f 2 || true)
if ! at_least "${have:-0}" "$rust"; then
  complain "Cần Rust $rust trở lên (đang có: ${have:-chưa cài}). Bản Rust của Debian quá cũ; hãy cài bằng rustup (cần có curl): curl -sSf https://sh.rustup.rs | sh, rồi mở lại cửa sổ dòng lệnh." \
    "Rust $rust or newer is needed (found: ${have:-none}). Debian's own is too old; install it with rustup (curl fetches it): curl -sSf https://sh.rustup.rs | sh, then open a new terminal."
fi

have=$(node --version 2>/dev/null | sed 's/^v//' || true)
if ! at_least "${have:-0}" "$node"; then
  complain "Cần Node.js $node trở lên (đang có: ${have:-chưa cài}). Hãy cài từ https://nodejs.org/en/download (bản LTS)." \
    "Node.js $node or newer is needed (found: ${have:-none}). Install an LTS version from https://nodejs.org/en/download."
fi

if ! command -v npm > /dev/null; then
  complain "Thiếu npm: hãy cài cùng với Node.js từ https://nodejs.org/en/download." \
    "npm is missing: it comes with Node.js from https://nodejs.org/en/download."
fi

if ! command -v cc > /dev/null; then
  complain "Thiếu trình biên dịch C. Debian, Ubuntu: sudo apt install build-essential; Fedora: sudo dnf install gcc; Arch: sudo pacman -S base-devel; macOS: xcode-select --install." \
    "A C compiler is missing. Debian, Ubuntu: sudo apt install build-essential; Fedora: sudo dnf install gcc; Arch: sudo pacman -S base-devel; macOS: xcode-select --install."
fi

exit "$missing"
