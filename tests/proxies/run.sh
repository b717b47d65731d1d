#!/usr/bin/env bash
# Starts the service behind each example in deploy/ whose program is here, and uses it through that: the page, a login, a
# tile, the stream of changes, a file. DATABASE_URL is a database of its own; MATBANG_BIN the program.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d /tmp/matbang-proxies.XXXXXX)
chmod 755 "$folder"
started=()
trap 'kill "${started[@]}" 2> /dev/null || true; wait; rm -rf "$folder"' EXIT

fail() {
  echo "$proxy: $*" >&2
  tail -n 20 "$folder"/*.log >&2
  exit 1
}

# Runs a command until it succeeds.
eventually() {
  for _ in $(seq 200); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.1
  done
  fail "waited in vain: $*"
}

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

service=$(free_port)
export XDG_DATA_HOME="$folder" XDG_CONFIG_HOME="$folder"

# As /etc/nginx/nginx.conf includes a site, but on ports for everybody and with a certificate of its own.
start_nginx() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
    -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2> /dev/null
  {
    echo "pid $folder/nginx.pid; error_log $folder/nginx.log; events {}"
    echo "http { access_log off;"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $folder/$kind;"; done
    sed -e "/listen \[::\]/d" -e "s/listen 80;/listen 127.0.0.1:$plain;/" -e "s/listen 443/listen 127.0.0.1:$secure/" \
      -e "s/matbang.example.vn/localhost/; s#/etc/ssl/matbang#$folder#; s/127.0.0.1:8080/127.0.0.1:$service/" deploy/nginx.conf
    echo "}"
  } > "$folder/nginx.conf"
  nginx -q -t -c "$folder/nginx.conf"
  nginx -c "$folder/nginx.conf" -g 'daemon off;' &
  started+=($!)
}

start_caddy() {
  # Into the block of options that the file begins with.
  sed -e "0,/^{/s//{\n\tskip_install_trust\n\tadmin off\n\thttp_port $plain/" \
    -e "s/matbang.example.vn/https:\/\/localhost:$secure/; s/127.0.0.1:8080/127.0.0.1:$service/" deploy/Caddyfile > "$folder/Caddyfile"
  caddy run --adapter caddyfile --config "$folder/Caddyfile" > "$folder/caddy.log" 2>&1 &
  started+=($!)
}

ask() { curl --silent --show-error --insecure --max-time 20 "$@"; }

# Uses the service at $at as people do.
use() {
  ask --dump-header "$folder/page.headers" "$at/" | grep '<title>Mặt bằng' > /dev/null || fail 'the page does not come'
  grep -qi '^strict-transport-security: max-age=63072000' "$folder/page.headers" || fail 'nothing insists on HTTPS'

  read -r name password < <(ask "$at/api/v1/session" | node -e '
    const { demo_accounts } = JSON.parse(require("fs").readFileSync(0))
    const { name, password } = demo_accounts.find((account) => account.role === "admin")
    console.log(name, password)')
  ask --cookie-jar "$folder/cookies" --header "origin: $at" --json "{\"name\":\"$name\",\"password\":\"$password\"}" \
    "$at/api/v1/session" | grep "\"name\":\"$name\"" > /dev/null || fail 'nobody can log in'
  grep -q $'TRUE\t.*__Host-matbang' "$folder/cookies" || fail 'the session is not for HTTPS only'

  local kind
  kind=$(ask --header 'accept-encoding: gzip' --output /dev/null --write-out '%{content_type}' "$at/tiles/units.json")
  [ "$kind" = application/json ] || fail "the tiles are $kind"

  # The stream says at once that it is open, and a proxy that holds it back says nothing.
  (ask --max-time 5 --no-buffer --cookie "$folder/cookies" "$at/api/v1/changes" || true) > "$folder/stream" 2> /dev/null
  grep -q '^id:' "$folder/stream" || fail 'the stream of changes is held back'

  # Larger than what proxies take where nobody tells them.
  { head -c 3000000 /dev/zero | tr '\0' ' '; echo '{"type":"FeatureCollection","features":[]}'; } > "$folder/file.geojson"
  local status
  status=$(ask --cookie "$folder/cookies" --header "origin: $at" --output /dev/null --write-out '%{http_code}' \
    --form then=inspect --form "file=@$folder/file.geojson" "$at/api/v1/imports")
  [ "$status" = 202 ] || fail "a file of 3 MB is answered with $status"

  # Whoever claims to be somebody else at every attempt is still one sender.
  local nth
  for nth in $(seq 110); do
    status=$(ask --interface "$from" --header "origin: $at" --header "x-forwarded-for: 198.51.100.$nth" --output /dev/null \
      --write-out '%{http_code}' --json "{\"name\":\"nobody-$nth\",\"password\":\"typed in vain\"}" "$at/api/v1/session")
    [ "$status" = 401 ] || break
  done
  [ "$status" = 429 ] || fail "attempt $nth from one address is answered with $status"
}

proxy=matbang
"$MATBANG_BIN" serve --demo --https --trusted-proxies 1 --listen "127.0.0.1:$service" --spool "$folder/spool" > "$folder/matbang.log" 2>&1 &
started+=($!)
eventually curl --silent --fail "http://127.0.0.1:$service/readyz"

used=0
from=127.0.0.1
for proxy in nginx caddy; do
  if ! command -v "$proxy" > /dev/null; then
    echo "$proxy is left out: it is not installed" >&2
    continue
  fi
  plain=$(free_port)
  secure=$(free_port)
  at=https://localhost:$secure
  # An address for each: what one proxy's sender did is not held against the other's.
  from=${from%.*}.$((${from##*.} + 1))
  "start_$proxy"
  eventually curl --silent --insecure --fail "$at/healthz"
  use
  echo "$proxy: page, login, tiles, stream and file go through"
  used=$((used + 1))
done
proxy=proxies
[ "$used" -gt 0 ] || fail 'neither nginx nor Caddy is here: install one (apt install nginx caddy)'
