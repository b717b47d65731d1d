# `make` alone lists the targets. What takes more than a few lines lives in scripts/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Checks come before installations, and those before builds, whatever -j says.
.NOTPARALLEL:

# SQL is checked against .sqlx, so that somebody's DATABASE_URL never breaks a build.
export SQLX_OFFLINE := true

PAGE := frontend/dist/index.html
PACKAGES := frontend/node_modules/.package-lock.json
PAGE_SOURCES := $(shell find frontend/src frontend/public frontend/*.html frontend/*.json frontend/*.js frontend/*.ts -type f 2>/dev/null)

.PHONY: help
help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: tools postgres release ## Builds what changed and serves the demo province (ARGS="--listen 0.0.0.0:8080" adds flags)
	@exec target/release/matbang serve --demo $(ARGS)

.PHONY: release
release: tools $(PAGE) ## Builds target/release/matbang with the page inside
	cargo build --release --locked

.PHONY: test
test: tools postgres chromium $(PAGE) ## Runs every test: Rust, page, browser, on a PostgreSQL of their own
	scripts/with-postgres.sh scripts/test.sh

.PHONY: proxies
proxies: tools postgres $(PAGE) ## Uses the service through the reverse proxies of deploy/ that are installed here (nginx, Caddy)
	cargo build --locked
	MATBANG_BIN="$(CURDIR)/target/debug/matbang" scripts/with-postgres.sh tests/proxies/run.sh

.PHONY: lint
lint: tools $(PAGE) ## Checks format, lints, types and the lock file
	scripts/check-lock.sh
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cd frontend && npm run lint && npm run check

.PHONY: fmt
fmt: tools $(PACKAGES) ## Formats Rust and the page's sources
	cargo fmt
	cd frontend && npm run fmt

.PHONY: dev
dev: tools postgres $(PAGE) ## Serves the page by Vite, reloading on change, with a debug server behind it
	scripts/dev.sh

.PHONY: sqlx
sqlx: tools postgres $(PAGE) ## Writes .sqlx anew from the migrations and the queries in the code
	scripts/with-postgres.sh scripts/sqlx.sh write

.PHONY: sqlx-check
sqlx-check: tools postgres $(PAGE) ## Fails when .sqlx is not what `make sqlx` would write
	scripts/with-postgres.sh scripts/sqlx.sh check

.PHONY: openapi
openapi: tools $(PAGE) ## Writes docs/openapi.json and docs/rights.md from the code, and the page's types from the first
	cargo build --locked
	target/debug/matbang openapi > docs/openapi.json
	target/debug/matbang rights > docs/rights.md
	cd frontend && npm run types

.PHONY: bench
bench: release postgres chromium ## Measures what the README claims, on a million made-up parcels (benches/README.md; SIZES="10000 1000000")
	benches/run.sh

.PHONY: bless
bless: tools postgres $(PAGE) ## Accepts the answers of today as the snapshots of the tests
	INSTA_UPDATE=always scripts/with-postgres.sh cargo test --locked

.PHONY: schemathesis
schemathesis: tools postgres $(PAGE) ## Has schemathesis try the API by its document, as four roles (needs Python)
	cargo build --locked
	scripts/with-postgres.sh tests/schemathesis/run.sh

.PHONY: fuzz
fuzz: $(PAGE) ## Throws random files, shapes and values at the importer (SECONDS_EACH=20; needs nightly Rust and cargo-fuzz)
	scripts/fuzz.sh $(SECONDS_EACH)

.PHONY: audit
audit: tools $(PACKAGES) ## Looks for known holes and forbidden licences (needs the internet)
	@if command -v cargo-deny > /dev/null; then cargo deny check; \
	else echo 'Rust is left out: cargo-deny is missing (cargo install --locked cargo-deny)' >&2; fi
	cd frontend && npm audit

.PHONY: clean
clean: ## Removes what was built and downloaded here; the data folder stays
	rm -rf target frontend/dist frontend/node_modules

# What the targets above need.

.PHONY: tools
tools:
	@scripts/check-tools.sh

.PHONY: postgres chromium
postgres chromium:
	@scripts/install.sh $@

$(PACKAGES): frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

$(PAGE): $(PACKAGES) $(PAGE_SOURCES)
	cd frontend && npm run build
