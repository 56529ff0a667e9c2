//! Migrations follow each other: by name and hash, from their parents to the heads.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for migration in &migrations {
        let Link { id, parents, .. } = link(migration);
        open.insert(id.to_owned(), parents.len());
        for parent in parents {
            children.entry(split(parent).0.to_owned()).or_default().push(id.to_owned());
        }
    }
    let mut ready: BTreeSet<String> =
        open.iter().filter(|(_, parents)| **parents == 0).map(|(id, _)| id.clone()).collect();
    let mut waiting: BTreeMap<String, T> =
        migrations.into_iter().map(|migration| (link(&migration).id.to_owned(), migration)).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while let Some(id) = ready.pop_first() {
        ordered.extend(waiting.remove(&id));
        for child in children.remove(&id).unwrap_or_default() {
            if let Some(parents) = open.get_mut(&child) {
                *parents -= 1;
                if *parents == 0 {
                    ready.insert(child);
                }
            }
        }
    }
    if waiting.is_empty() { Ok(ordered) } else { Err(vec![Broken::Circle { ids: waiting.into_keys().collect() }]) }
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

/// Returns the names of the migrations that no other follows, sorted.
pub fn heads<'a, T>(migrations: &'a [T], link: impl Fn(&'a T) -> Link<'a>) -> Vec<&'a str> {
    let followed: BTreeSet<&str> =
        migrations.iter().flat_map(|one| link(one).parents).map(|parent| split(parent).0).collect();
    let mut heads: Vec<&str> = migrations.iter().map(|one| link(one).id).filter(|id| !followed.contains(id)).collect();
    heads.sort_unstable();
    heads
}

/// Returns the names of a migration and of all that it follows.
pub fn ancestors<'a, T>(migrations: &'a [T], link: impl Fn(&'a T) -> Link<'a>, head: &str) -> BTreeSet<String> {
    let parents: BTreeMap<&str, &[String]> = migrations.iter().map(|one| (link(one).id, link(one).parents)).collect();
    let mut found = BTreeSet::new();
    let mut waiting = vec![head];
    while let Some(id) = waiting.pop() {
        if found.insert(id.to_owned()) {
            let parents = parents.get(id).into_iter().flat_map(|parents| parents.iter());
            waiting.extend(parents.map(|parent| split(parent).0));
        }
    }
    found
}
