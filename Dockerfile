# The image of VoiceHelper: `docker build --tag voicehelper/backend .`
# `deploy/image.sh` builds it with buildah on a Debian that reaches no registry of images.
ARG RUST_IMAGE=docker.io/library/rust:1.95-bookworm
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${RUST_IMAGE} AS build
WORKDIR /src
# Names of functions stay for backtraces; line numbers are four fifths of the file.
ENV CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=debuginfo
COPY . .
# Both folders outlive the build, so only what changed is compiled again.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package voicehelper --bin voicehelper \
    && install -D target/release/voicehelper /out/voicehelper

FROM ${DEBIAN_IMAGE}
# A number, since Kubernetes cannot tell whether a name is root.
RUN install --directory --owner=65532 --group=65532 /var/lib/voicehelper
COPY --from=build /out/voicehelper /usr/local/bin/voicehelper
COPY deploy/healthcheck /usr/local/bin/healthcheck
USER 65532:65532
# Without `DATABASE_URL` or `DATABASE_HOST` the SQLite file is here.
WORKDIR /var/lib/voicehelper
ENV LISTEN_ADDR=0.0.0.0:8080 LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["healthcheck"]
ENTRYPOINT ["voicehelper"]
CMD ["serve"]
