//! Physical names of keys, indexes and checks: computed when a thing is made, stored, never computed again.

use std::collections::BTreeSet;

use larder_format::checksum;

/// What every server takes; PostgreSQL cuts longer names without a word.
const LONGEST: usize = 63;

/// Names taken in one schema; they are unique over all tables since MySQL and PostgreSQL ask for it.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Returns `{table}_{columns}_{suffix}`, cut, hashed and numbered where needed.
    pub(super) fn claim(&mut self, table: &str, columns: &[&str], suffix: &str) -> String {
        let base = name(table, columns, suffix);
        let mut chosen = base.clone();
        let mut number = 1;
        while !self.taken.insert(chosen.clone()) {
            number += 1;
            chosen = cut(&format!("{base}{number}"));
        }
        chosen
    }
}

/// Returns the conventional name, the same for the same words on every machine.
pub(super) fn name(table: &str, columns: &[&str], suffix: &str) -> String {
    let words = std::iter::once(table).chain(columns.iter().copied()).chain(std::iter::once(suffix));
    cut(&words.collect::<Vec<_>>().join("_"))
}

/// A name over the limit keeps its beginning and its suffix around eight digits of a hash over the whole.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let hash = &checksum::of(name)[..8];
    let suffix = name.rsplit_once('_').map_or("", |(_, suffix)| suffix);
    let mut end = LONGEST - hash.len() - suffix.len() - 2;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}_{suffix}", name[..end].trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let table = "a_table_with_a_name_that_is_rather_long_for_a_table";
        let first = name(table, &["first_column", "second_column"], "key");
        let second = name(table, &["first_column", "second_colunm"], "key");
        assert!(first.len() <= LONGEST && first.ends_with("_key"), "{first}");
        assert_ne!(first, second);
    }

    #[test]
    fn equal_names_are_numbered() {
        let mut names = Names::default();
        assert_eq!(names.claim("a", &["b"], "idx"), "a_b_idx");
        assert_eq!(names.claim("a_b", &[], "idx"), "a_b_idx2");
    }
}
