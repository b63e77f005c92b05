# The commands that people and CI run. `make` lists them. Everything but `help` first makes sure that Bun and the packages are there.
.DEFAULT_GOAL := help
SHELL := /bin/sh
# Bun from the PATH, or the one that `make bun` put into .scaffold/ because it might not install globally.
BUN = $(shell command -v bun 2>/dev/null || echo "$(CURDIR)/.scaffold/tools/bin/bun")
SCAFFOLD = "$(BUN)" src/main.ts

.PHONY: help bun install dev test check generate verify migrate bench build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: install ## everything up for development: database, migrations, repositories, API; reloads on save
	@exec $(SCAFFOLD) dev

test: install ## every test against a real Postgres: a container if a Docker engine answers, else the embedded one
	@"$(BUN)" test

check: install ## what CI asks of the code: format, lint, types, generated files, dead code
	@"$(BUN)" x biome check .
	@"$(BUN)" x tsc
	@"$(BUN)" x tsc -p src/pages
	@"$(MAKE)" --no-print-directory verify
	@"$(BUN)" x knip --no-progress

generate: install ## write src/repositories from sql/, and .env.example and the README's table from src/config.ts
	@$(SCAFFOLD) sql generate
	@$(SCAFFOLD) config docs

verify: install ## fail if `make generate` would change anything, or if the lint of sql/ finds something
	@$(SCAFFOLD) sql check
	@$(SCAFFOLD) config check

migrate: install ## bring the database to the newest migration
	@$(SCAFFOLD) migrate up

bench: install ## measure against peers in the same run, and print the table
	@cd bench && "$(BUN)" install --silent && cd .. && "$(BUN)" bench/main.ts

build: install ## one binary that runs anywhere: dist/scaffold
	@"$(BUN)" run compile --outfile dist/scaffold

install: bun
	@"$(BUN)" install --frozen-lockfile --silent

bun:
	@command -v bun >/dev/null || [ -x .scaffold/tools/bin/bun ] || $(MAKE) --no-print-directory install-bun

.PHONY: install-bun
install-bun:
	@echo "Installing Bun …"
	@if command -v npm >/dev/null; then \
	  npm install --global --silent bun 2>/dev/null; \
	  command -v bun >/dev/null || npm install --global --silent --prefix .scaffold/tools bun; \
	else \
	  curl -fsSL https://bun.sh/install | BUN_INSTALL="$(CURDIR)/.scaffold/tools" bash; \
	fi
	@command -v bun >/dev/null || echo "Bun is in .scaffold/tools/bin: put that folder on your PATH to call it as bun."
