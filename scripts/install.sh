#!/usr/bin/env bash
# Installs, where apt can, what is missing of: postgres (with PostGIS), chromium (for the browser tests).
set -euo pipefail
cd "$(dirname "$0")"

# say VIETNAMESE ENGLISH
say() {
  printf '%s\n%s\n' "$1" "$2" >&2
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# apt_install PACKAGE...
apt_install() {
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo > /dev/null; then
    say "Cần quyền quản trị và máy này không có sudo. Hãy chạy bằng quyền root: apt-get install $*" \
      "This needs root, and there is no sudo here. Run as root: apt-get install $*"
    exit 1
  fi
  say "Cài đặt bằng apt: $*" "Installing with apt: $*"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@")
  # A fresh machine has no list of packages yet.
  as_root "${install[@]}" || { as_root apt-get update && as_root "${install[@]}"; }
}

postgres() {
  ./find-postgres.sh > /dev/null && return
  if ! command -v apt-get > /dev/null; then
    say "Thiếu PostgreSQL 15, 16 hoặc 17 có PostGIS. Hãy cài rồi chạy lại:" \
      "PostgreSQL 15, 16 or 17 with PostGIS is missing. Install it, then try again:"
    say "  Fedora: sudo dnf install postgresql-server postgis" "  Arch:   sudo pacman -S postgresql postgis"
    say "  macOS:  brew install postgresql@17 postgis" "  https://www.postgresql.org/download/"
    exit 1
  fi
  if bin=$(./find-postgres.sh --any); then
    apt_install "postgresql-$("$bin/postgres" --version | sed 's/.*(PostgreSQL) \([0-9]*\).*/\1/')-postgis-3"
  else
    # matbang makes a cluster of its own: Debian need not start one too. Whoever already has PostgreSQL keeps his ways.
    if ! dpkg -s postgresql-common > /dev/null 2>&1; then
      as_root mkdir -p /etc/postgresql-common/createcluster.d
      echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/matbang.conf > /dev/null
    fi
    apt_install postgresql postgresql-postgis
  fi
  ./find-postgres.sh > /dev/null || {
    say "Bản phân phối này chỉ có PostgreSQL ngoài khoảng 15 đến 17. Hãy cài PostgreSQL 17 và PostGIS theo https://www.postgresql.org/download/linux/" \
      "This distribution's PostgreSQL is not 15 to 17. Install PostgreSQL 17 and PostGIS as https://www.postgresql.org/download/linux/ says"
    exit 1
  }
}

chromium() {
  if command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null; then
    return
  fi
  if ! command -v apt-get > /dev/null; then
    say "Thiếu Chromium cho kiểm thử trình duyệt. Fedora: sudo dnf install chromium; Arch: sudo pacman -S chromium; macOS: brew install --cask chromium" \
      "Chromium is missing for the browser tests. Fedora: sudo dnf install chromium; Arch: sudo pacman -S chromium; macOS: brew install --cask chromium"
    exit 1
  fi
  # Without a font that has all Vietnamese marks the pages would be measured with empty boxes.
  apt_install chromium fonts-noto-core
}

"$1"
