# The aggregator as an image: one static binary, the CA certificates of the web, an empty folder for its state; no shell,
# no package, no root.
#
#   make image                                                           # for this machine
#   docker buildx build --platform linux/amd64,linux/arm64 --tag registry.example/docent/spec-aggregator:0.1 --push .
#
# Needs BuildKit (buildx). Each architecture is compiled on itself, natively or emulated: no cross compiler to keep right.
#
#   docker run --read-only --cap-drop ALL --publish 8080:8080 --volume docent:/var/lib/docent --env DOCENT_TOKEN=... spec-aggregator

# Where the binary comes from: the stage below, or an image that holds the same in /out and /state. The tests make one of a
# binary that is there already, so that what they run went through the stage that ships.
ARG BINARY=build
ARG RUST=docker.io/library/rust:1.95-slim-bookworm

FROM ${RUST} AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates musl-tools \
 && rustup target add "$(uname -m)-unknown-linux-musl"
WORKDIR /src
COPY . .
# SQLite and ring are C: musl's compiler for them, or they would want a C library that is not there.
# The folder for the state is made here since nothing can be made in an empty image.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    target=$(uname -m)-unknown-linux-musl \
 && TARGET_CC=musl-gcc CARGO_PROFILE_RELEASE_STRIP=debuginfo \
    cargo build --locked --release --package spec-aggregator --target "$target" \
 && install -D "target/$target/release/spec-aggregator" /out/usr/bin/spec-aggregator \
 && install -D -m 644 /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ca-certificates.crt \
 && mkdir /state

FROM ${BINARY} AS binary

FROM scratch
ARG VERSION=0.0.0
ARG REVISION=
LABEL org.opencontainers.image.title="spec-aggregator" \
      org.opencontainers.image.description="Publishes one OpenAPI document of everything behind an Envoy gateway with Docent" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=binary /out/ /
# State and whatever SQLite has to put beside it: the one place that is written to. A volume takes its owner from here.
COPY --from=binary --chown=65532:65532 /state /var/lib/docent
WORKDIR /var/lib/docent
VOLUME /var/lib/docent
# A number, so that a cluster can see that it is not root's.
USER 65532:65532
# A container's loopback is of no use to others. The internal listener wants DOCENT_TOKEN for that.
ENV DOCENT_PUBLIC_ADDRESS=0.0.0.0:8080 DOCENT_INTERNAL_ADDRESS=0.0.0.0:8081
EXPOSE 8080 8081
ENTRYPOINT ["/usr/bin/spec-aggregator"]
CMD ["serve"]
