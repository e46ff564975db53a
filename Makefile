# Docent: the self-documenting API gateway for Envoy. Anything longer than a few lines is a script in scripts/.
.DEFAULT_GOAL := help
.PHONY: run test wasm aggregator check bench screenshot help

run: ## the main job: Envoy, the filter, the aggregator, two sample services and some traffic, until Ctrl-C
	@scripts/run

test: ## all that a checkout must pass: lints, tests natively, as Wasm and through a real Envoy
	@scripts/test

wasm: ## dist/filter.wasm
	@scripts/wasm

aggregator: ## target/release/spec-aggregator
	cargo build --locked --release -p spec-aggregator

check: ## format, lints, docs, dependency rules
	@scripts/lint
	cargo test --locked -p promises tidy

bench: ## throughput with and without the filter, size, time until Envoy is ready; target/bench/
	@scripts/bench

screenshot: ## envoy/docs.png, taken of a running `make run` by a headless browser
	@scripts/screenshot

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '%-11s %s\n' "$$name" "$$text"; done
