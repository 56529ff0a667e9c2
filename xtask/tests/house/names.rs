//! A type name means one thing within a crate, so that it can be searched for and talked about.

use std::collections::BTreeMap;

use crate::sources;

/// Names of one thing in several forms, of which a build has one: with the feature `redis` and without it.
const FORMS: [(&str, &str); 4] =
    [("runtime", "Redis"), ("runtime", "Generation"), ("runtime", "GenerationKeys"), ("runtime", "Unavailable")];

/// Text of sources that a program writes.
const WRITTEN: [(&str, &str); 1] = [("xtask", "Status")];

/// Folders whose names another library demands: SeaORM calls the row of each table `Model`.
const OTHERS: [&str; 1] = ["bench/peers/src/by_sea_orm/"];

/// Returns the crate of a library or program file.
fn crate_of(path: &str) -> Option<&str> {
    let (package, _) = path.split_once("/src/")?;
    Some(package)
}

/// Returns the name of the type that a line defines for others to use.
fn defined(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub")?;
    let rest = match rest.strip_prefix('(') {
        Some(scoped) => scoped.split_once(')')?.1,
        None => rest,
    };
    let mut words = rest.split_whitespace();
    let kind = words.next()?;
    // An associated type has the name that its trait gave it, and no visibility.
    matches!(kind, "struct" | "enum" | "trait" | "union" | "type").then_some(())?;
    let word = words.next()?;
    let end = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
    // In a text that is written for another file, a hole stands for the name.
    (end > 0).then(|| &word[..end])
}

#[test]
fn a_type_name_means_one_thing_in_a_crate() {
    let mut places: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for file in sources::read(".rs").iter().filter(|file| !file.is_generated()) {
        if OTHERS.iter().any(|folder| file.path.starts_with(folder)) {
            continue;
        }
        let Some(package) = crate_of(&file.path) else { continue };
        for (number, line) in file.numbered() {
            if let Some(name) = defined(line) {
                let place = format!("{}:{number}", file.path);
                places.entry((package.to_owned(), name.to_owned())).or_default().push(place);
            }
        }
    }
    let mut complaints = Vec::new();
    for ((package, name), places) in places.iter().filter(|(_, places)| places.len() > 1) {
        let known = (package.as_str(), name.as_str());
        if !FORMS.contains(&known) && !WRITTEN.contains(&known) {
            complaints.push(format!("`{name}` of {package}: {}", places.join(", ")));
        }
    }
    sources::expect_none("type names that mean several things", &complaints);
}
