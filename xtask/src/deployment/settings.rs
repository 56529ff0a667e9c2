//! What the manifests set is what the programs read, and what they need together is there.

use std::path::Path;

use crate::Result;

/// Connections of PostgreSQL that are not kept for superusers, by its own defaults.
const CONNECTIONS: u32 = 97;

/// Refuses variables that no page explains, more connections than PostgreSQL has, and a compiler that is too old.
pub(super) fn check(root: &Path) -> Result<()> {
    let read = |path: &str| std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"));
    let (compose, configuration) = (read("compose.yaml")?, read("deploy/kubernetes/base/configuration.yaml")?);
    let explained = read("README.md")? + &read("docs/operations/deployment.md")?;
    for name in variables(&compose, "x-environment: &environment").chain(variables(&configuration, "data:")) {
        check_explained(name, &explained)?;
    }
    let pool: u32 = value(&configuration, "DATABASE_MAX_CONNECTIONS")?;
    let pods: u32 = value(&read("deploy/kubernetes/base/scaling.yaml")?, "maxReplicas")?;
    let surge: u32 = value(&read("deploy/kubernetes/base/backend.yaml")?, "maxSurge")?;
    // One more than the pool, for stopping statements.
    let wanted = (pods + surge) * (pool + 1);
    if wanted > CONNECTIONS {
        return Err(format!("all pods together open {wanted} connections, and PostgreSQL has {CONNECTIONS}").into());
    }
    check_compiler(&read("Dockerfile")?, &read("Cargo.toml")?)
}

/// Iterates over the variables below the line `heading`, up to the next document or service.
fn variables<'t>(text: &'t str, heading: &'t str) -> impl Iterator<Item = &'t str> {
    let below = text.lines().skip_while(move |line| line.trim() != heading).skip(1);
    let names = below.take_while(|line| !line.trim().is_empty()).filter_map(|line| line.trim().split_once(':'));
    names.map(|(name, _)| name).filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
}

/// A row may name `DATABASE_HOST` and then only the ends of others: `_PORT`.
fn check_explained(name: &str, pages: &str) -> Result<()> {
    let short = name.split_once('_').map(|(first, end)| (format!("`{first}_"), format!("`_{end}`")));
    let is_in_row = |row: &str| short.as_ref().is_some_and(|(first, end)| row.contains(first) && row.contains(end));
    let is_explained = pages.contains(&format!("`{name}`")) || pages.lines().any(is_in_row);
    if is_explained { Ok(()) } else { Err(format!("`{name}` is set and no page explains it").into()) }
}

fn value(text: &str, key: &str) -> Result<u32> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(':'));
    let number = line.and_then(|value| value.trim().trim_matches('"').parse().ok());
    number.ok_or_else(|| format!("`{key}` has no number").into())
}

fn check_compiler(dockerfile: &str, workspace: &str) -> Result<()> {
    let number = |text: &str, before: &str| {
        let (_, rest) = text.split_once(before)?;
        let version = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
        let (major, minor) = version.split_once('.')?;
        Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))
    };
    match (number(dockerfile, "library/rust:"), number(workspace, "rust-version = \"")) {
        (Some(image), Some(needed)) if image >= needed => Ok(()),
        _ => Err("the image of the Dockerfile's first stage has no Rust that compiles this workspace".into()),
    }
}
