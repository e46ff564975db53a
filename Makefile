# Docent: the self-documenting API gateway for Envoy. Anything longer than a few lines is a script in scripts/.
.DEFAULT_GOAL := help
.PHONY: run test test-mesh servers wasm oci aggregator image sbom reproducible check bench learn fuzz screenshot help

run: ## the main job: Envoy, the filter, the aggregator, two sample services and some traffic, until Ctrl-C
	@scripts/run

test: ## all that a checkout must pass: lints, tests natively, as Wasm and through a real Envoy
	@scripts/test

test-mesh: ## the same filter in Envoy Gateway, Istio, plain Envoy and containers, each on its real control plane
	@scripts/test-mesh

servers: ## seven real ML servers: what is learnt of each, and what each does by its own document; 4 GB of packages
	@scripts/servers

wasm: ## dist/filter.wasm
	@scripts/wasm

aggregator: ## target/release/spec-aggregator
	cargo build --locked --release -p spec-aggregator

check: ## format, lints, docs, dependency rules
	@scripts/lint
	cargo test --locked -p promises tidy

oci: wasm ## dist/filter.oci: the filter as an OCI image that Envoy Gateway and Istio pull
	@scripts/filter-image

image: ## the aggregator as a container image, docent/spec-aggregator; needs Docker with buildx
	docker buildx build --load --tag docent/spec-aggregator .

sbom: wasm ## dist/*.cdx.json: what is inside the shipped files
	@scripts/sbom

reproducible: ## the filter built twice, in different folders: the same bytes
	@scripts/reproducible

bench: ## what the filter costs, against none, a no-op and a prototype, with the goals; target/bench/
	@scripts/bench

learn: ## what is learnt of public APIs, held against their own documents, with gates; target/learn/
	@scripts/learn

fuzz: ## ten minutes of looking for texts and schemas on which the engine and another implementation disagree
	@scripts/fuzz

screenshot: ## envoy/docs.png, taken of a running `make run` by a headless browser
	@scripts/screenshot

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '%-13s %s\n' "$$name" "$$text"; done
