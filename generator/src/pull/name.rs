//! Names as a person would choose them.

use std::collections::BTreeSet;

use larder_format::qualified;

use crate::name::{snake, upper_camel};

/// Plurals that no rule tells.
const IRREGULAR: [(&str, &str); 17] = [
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("mice", "mouse"),
    ("feet", "foot"),
    ("indices", "index"),
    ("vertices", "vertex"),
    ("matrices", "matrix"),
    ("analyses", "analysis"),
    ("criteria", "criterion"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("caches", "cache"),
    ("leaves", "leaf"),
    ("shelves", "shelf"),
    ("data", "data"),
];

/// Words that end in `s` and are one thing, or the same for many.
const SINGULAR: [&str; 16] = [
    "address", "alias", "analysis", "bonus", "bus", "business", "campus", "class", "focus", "gas", "lens", "news",
    "process", "series", "species", "status",
];

/// Gives each table an entity of its own.
#[derive(Debug, Default)]
pub(super) struct EntityNames {
    taken: BTreeSet<String>,
}

impl EntityNames {
    /// Returns the entity of a table: `order_details` has `OrderDetail`.
    pub(super) fn claim(&mut self, table: &str) -> String {
        let words = snake(qualified::plain(table));
        let (before, last) = words.rsplit_once('_').map_or(("", words.as_str()), |(before, last)| (before, last));
        let one = upper_camel(&format!("{before}_{}", singular(last)));
        let plain =
            if one.starts_with(|first: char| first.is_ascii_alphabetic()) { one } else { format!("Table{one}") };
        let mut name = plain.clone();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{plain}{number}");
        }
        name
    }

    /// Returns another name for an entity whose own is refused.
    pub(super) fn instead(&mut self, name: &str) -> String {
        self.claim(&format!("{}_record", snake(name)))
    }
}

/// Returns the field of a column: snake case, and a word of letters.
pub(super) fn field(column: &str) -> String {
    let plain: String = snake(column).split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    match plain.chars().next() {
        Some(first) if first.is_ascii_lowercase() => plain,
        Some(_) => format!("column_{plain}"),
        None => "column".to_owned(),
    }
}

/// Returns the singular of a word in small letters.
fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let is_one = word.len() < 3 || SINGULAR.contains(&word) || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if is_one {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for end in ["sses", "shes", "ches", "xes", "zes", "tuses", "nuses", "buses"] {
        if word.ends_with(end) {
            return word[..word.len() - 2].to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_one_of_the_rows() {
        for (table, entity) in [
            ("users", "User"),
            ("order_details", "OrderDetail"),
            ("categories", "Category"),
            ("addresses", "Address"),
            ("address", "Address"),
            ("statuses", "Status"),
            ("status", "Status"),
            ("media_types", "MediaType"),
            ("boxes", "Box"),
            ("news", "News"),
            ("usstates", "Usstate"),
            ("InvoiceLine", "InvoiceLine"),
            ("film_actor", "FilmActor"),
            ("series", "Series"),
            ("2fa_tokens", "Table2faToken"),
            ("people", "Person"),
            ("wishes", "Wish"),
            ("houses", "House"),
            ("purchases", "Purchase"),
        ] {
            assert_eq!(EntityNames::default().claim(table), entity, "{table}");
        }
    }

    #[test]
    fn two_tables_have_two_entities() {
        let mut names = EntityNames::default();
        assert_eq!([names.claim("user"), names.claim("users")], ["User", "User2"]);
    }

    #[test]
    fn a_field_is_in_snake_case() {
        for (column, name) in [
            ("createdAt", "created_at"),
            ("PostalCode", "postal_code"),
            ("_id", "id"),
            ("2x", "column_2x"),
            ("名前", "column"),
        ] {
            assert_eq!(field(column), name);
        }
    }
}
