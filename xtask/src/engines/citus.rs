//! Citus, built from an archive of its sources.

use std::path::Path;
use std::process::Command;

use super::root::Recipe;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::{Result, process};

/// Names the archive, which Debian has no package of.
const SOURCE: &str = "LARDER_CITUS_SOURCE";

/// The server's headers, a compiler, and the libraries that Citus is linked with.
const PACKAGES: &[&str] = &[
    "postgresql-15",
    "postgresql-server-dev-15",
    "pgbouncer",
    "gcc",
    "make",
    "flex",
    "libc6-dev",
    "libkrb5-dev",
    "libpam0g-dev",
    "libreadline-dev",
    "libselinux1-dev",
    "libssl-dev",
    "libxml2-dev",
    "libxslt1-dev",
    "libzstd-dev",
    "zlib1g-dev",
];

/// A release with a PostgreSQL that the sources are for.
pub(super) const RECIPE: Recipe = Recipe { name: "citus", packages: PACKAGES, release: "bookworm", build: Some(build) };

/// Newer servers of one version export a function whose name Citus gave to one of its own.
const BUILD: &str = "cd /usr/src/citus && \
    sed -i 's/\\bhave_createdb_privilege\\b/citus_&/' $(grep -rlw have_createdb_privilege src) && \
    ./configure PG_CONFIG=/usr/lib/postgresql/15/bin/pg_config --without-libcurl --without-lz4 && \
    make -s -j2 with_llvm=no && make -s install with_llvm=no && rm -rf /usr/src/citus";

fn build(root: &Path, log: &Path) -> Result<()> {
    let archive = std::env::var_os(SOURCE).ok_or_else(|| {
        format!("{SOURCE} names no archive: of the sources' repository, `git archive --prefix=citus/ v13.2.2 | xz`")
    })?;
    let sources = root.join("usr/src/citus");
    std::fs::create_dir_all(&sources)?;
    let mut unpack = Command::new("tar");
    unpack.args(["--extract", "--strip-components=1", "--file"]).arg(archive).arg("--directory").arg(&sources);
    process::prepare(&mut unpack, log)?;
    let mut make = Installation::Root(root.to_owned()).command(&["sh"], Identity::Own, None)?;
    process::prepare(make.args(["-c", BUILD]), log)
}
