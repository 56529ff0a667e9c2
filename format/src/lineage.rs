//! Migrations follow each other: by name and hash, from their parents to the heads.

use std::collections::BTreeMap;

/// How a migration stands among the others.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// The name of its folder.
    pub id: &'a str,
    /// What [`crate::hash::plan`] makes of its plan.
    pub hash: &'a str,
    /// The migrations it follows, `id@hash`.
    pub parents: &'a [String],
}

/// Why migrations have no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The migration `id` follows one that is not there.
    Missing {
        /// The one that follows.
        id: String,
        /// As `id` names it.
        parent: String,
    },
    /// The migration `id` follows another one of the same name.
    Changed {
        /// The one that follows.
        id: String,
        /// As `id` names it.
        parent: String,
        /// The hash of the one that is there.
        hash: String,
    },
    /// None of these can be first.
    Circle {
        /// By name.
        ids: Vec<String>,
    },
}

/// Splits `id@hash`; the hash is empty where there is none.
#[must_use]
pub fn split(reference: &str) -> (&str, &str) {
    reference.split_once('@').unwrap_or((reference, ""))
}

/// Returns migrations in the order in which they are applied: parents first; of those that are ready, the least name.
///
/// # Errors
///
/// Every parent that is missing or has another hash, in the order of `migrations`; else a circle.
pub fn order<T>(migrations: Vec<T>, link: impl Fn(&T) -> Link<'_>) -> Result<Vec<T>, Vec<Broken>> {
    let broken = broken(&migrations, &link);
    if !broken.is_empty() {
        return Err(broken);
    }
    let mut waiting: BTreeMap<String, T> =
        migrations.into_iter().map(|migration| (link(&migration).id.to_owned(), migration)).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready =
            |migration: &T| !link(migration).parents.iter().any(|parent| waiting.contains_key(split(parent).0));
        let Some(id) = waiting.values().find(|migration| is_ready(migration)).map(|ready| link(ready).id.to_owned())
        else {
            return Err(vec![Broken::Circle { ids: waiting.into_keys().collect() }]);
        };
        ordered.extend(waiting.remove(&id));
    }
    Ok(ordered)
}

fn broken<T>(migrations: &[T], link: impl Fn(&T) -> Link<'_>) -> Vec<Broken> {
    let hashes: BTreeMap<&str, &str> = migrations.iter().map(&link).map(|link| (link.id, link.hash)).collect();
    let lost = |id: &str, parent: &String| {
        let (name, hash) = split(parent);
        let (id, parent) = (id.to_owned(), parent.clone());
        match hashes.get(name) {
            None => Some(Broken::Missing { id, parent }),
            Some(found) if *found != hash => Some(Broken::Changed { id, parent, hash: (*found).to_owned() }),
            Some(_) => None,
        }
    };
    let links = migrations.iter().map(&link);
    links.flat_map(|link| link.parents.iter().filter_map(|parent| lost(link.id, parent)).collect::<Vec<_>>()).collect()
}
