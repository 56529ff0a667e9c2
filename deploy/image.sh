#!/usr/bin/env bash
# Builds the image voicehelper/backend with buildah, on bases made by debootstrap and this machine's Rust, so that no
# registry of images is needed: `deploy/image.sh [ARCHIVE]` writes it to an OCI archive as well.
# Needs root, debootstrap and buildah. It runs in chroots, which works in containers too. IMAGE_CACHE keeps the bases.
# With VOICEHELPER_BINARY=FILE nothing is compiled: that file is the service.
set -euo pipefail
cd "$(dirname "$0")/.."

release=bookworm
cache=${IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/larder-image}
archive=${1:-}
mkdir -p "$cache"
buildah() {
    command buildah --root "$cache/store" --runroot "$cache/run" --storage-driver vfs "$@"
}

has() {
    buildah inspect --type image "$1" >/dev/null 2>&1
}

# Makes a minimal Debian.
debian() {
    local root=$cache/root
    rm -rf --one-file-system "$root"
    debootstrap --variant=minbase "$release" "$root"
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
    local container
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$root" /
    buildah config --cmd bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
    buildah commit --quiet --rm "$container" "localhost/debian:$release"
    rm -rf --one-file-system "$root"
}

# Adds a C compiler and this machine's Rust.
rust() {
    local container
    container=$(buildah from "localhost/debian:$release")
    buildah run --isolation chroot "$container" -- sh -c \
        'apt-get update -qq && apt-get install -qq --yes --no-install-recommends gcc g++ libc6-dev make ca-certificates'
    buildah add --quiet "$container" "$(rustc --print sysroot)/bin" /usr/local/bin
    buildah add --quiet "$container" "$(rustc --print sysroot)/lib" /usr/local/lib
    # The authorities that this machine trusts, for one that reaches crates.io through its own.
    buildah add --quiet "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
    buildah config --env CARGO_HOME=/usr/local/cargo "$container"
    buildah commit --quiet --rm "$container" "localhost/rust:$release"
}

has "localhost/debian:$release" || debian
arguments=(--build-arg "DEBIAN_IMAGE=localhost/debian:$release")
if [ -n "${VOICEHELPER_BINARY:-}" ]; then
    stage=$(mktemp -d)
    trap 'rm -rf "$stage"' EXIT
    install -D "$VOICEHELPER_BINARY" "$stage/out/voicehelper"
    arguments+=(--build-context "build=$stage")
else
    has "localhost/rust:$release" || rust
    arguments+=(--build-arg "RUST_IMAGE=localhost/rust:$release")
fi
buildah bud --isolation chroot --format docker "${arguments[@]}" --tag voicehelper/backend:latest .
if [ -n "$archive" ]; then
    buildah push --quiet voicehelper/backend:latest "oci-archive:$archive"
fi
