# The commands that people and CI run. `make` lists them. Everything but `help` first makes sure that Bun and the packages are there.
.DEFAULT_GOAL := help
SHELL := /bin/sh
# Bun from the PATH, or the one that `make bun` put into .scaffold/ because it might not install globally.
BUN = $(shell command -v bun 2>/dev/null || echo "$(CURDIR)/.scaffold/tools/bin/bun")
SCAFFOLD = "$(BUN)" src/main.ts

# The containers of infra/, with overlays: make up WITH="observability pgbouncer". `dev` is the default; WITH= is production's.
WITH ?= dev
COMPOSE = docker compose --file infra/compose.yaml $(patsubst %,--file infra/compose.%.yaml,$(WITH))
# Fewer tests: make test ONLY=./src/jobs
ONLY ?=
# What is built and deployed: make image push deploy IMAGE=registry.example.com/scaffold VERSION=v1.4.0 ENVIRONMENT=staging
VERSION ?= dev
ENVIRONMENT ?= staging
# A registry takes no capitals.
IMAGE_NAME = $(shell printf '%s' '$(or $(IMAGE),scaffold)' | tr '[:upper:]' '[:lower:]')

.PHONY: help bun install dev test test-runtimes test-infra check generate verify migrate bench build
.PHONY: up down logs image push deploy compatible drill

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: install ## everything up for development: database, migrations, repositories, API; reloads on save
	@exec $(SCAFFOLD) dev

test: install ## every test against a real Postgres: a container if a Docker engine answers, else the embedded one
	@"$(BUN)" src/testing/shards.ts $(ONLY)

test-runtimes: install ## one suite over HTTP against Bun, Deno, Node and Workers
	@"$(BUN)" src/testing/runtimes/run.ts

test-infra: install ## image, compose files, playbooks, alerts, workflows: run for real; needs a Docker engine and minutes
	@TEST_INFRA=1 "$(BUN)" src/testing/shards.ts ./infra; code=$$?; infra/tests/sweep; exit $$code

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

up: ## everything in containers, until `make down`; WITH="dev observability pgbouncer posthog" names overlays
	@infra/make-secrets
	@$(COMPOSE) up --build --detach --wait
	@$(COMPOSE) ps --format 'table {{.Service}}\t{{.Status}}\t{{.Ports}}'

down: ## stop the containers; what the database holds stays (docker volume rm scaffold_postgres takes it away)
	@$(COMPOSE) down --remove-orphans

logs: ## what the containers say, as they say it
	@$(COMPOSE) logs --follow --tail 50

image: ## the container images: IMAGE:VERSION, and IMAGE-backup:VERSION with Postgres' programs
	@docker build --target app --tag "$(IMAGE_NAME):$(VERSION)" .
	@docker build --target backup --tag "$(IMAGE_NAME)-backup:$(VERSION)" .

push: ## the images to their registry
	@docker push --quiet "$(IMAGE_NAME):$(VERSION)"
	@docker push --quiet "$(IMAGE_NAME)-backup:$(VERSION)"

deploy: ## that image to the servers of ENVIRONMENT, without losing a request
	@cd infra/ansible && ansible-playbook --inventory "inventories/$(ENVIRONMENT).yml" deploy.yml \
	  --extra-vars "app_image=$(IMAGE_NAME) app_version=$(VERSION)"

compatible: install ## can the release before (AGAINST=<git ref>, else the newest tag) live beside this one on one schema?
	@against="$${AGAINST:-$$(git describe --tags --abbrev=0 --match 'v*' HEAD^ 2>/dev/null || true)}"; \
	if [ -n "$$against" ]; then $(SCAFFOLD) migrate check --against "$$against"; \
	else echo "Nothing was released before this: no older tag v*, and AGAINST is not set."; fi

drill: install ## restore the newest backup of BACKUP_URL into a throw-away Postgres, and compare
	@$(SCAFFOLD) backup drill

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
