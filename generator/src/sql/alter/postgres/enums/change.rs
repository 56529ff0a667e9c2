//! What becomes of the values of an enum type.

use super::super::DIALECT;
use crate::sql::alter::back::replaced;
use crate::sql::alter::difference::{Altered, AlteredColumn};
use crate::sql::transition::Transition;

/// How a type comes to its values.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum EnumChange {
    /// It keeps its values, perhaps by other names, and gets more.
    Extended {
        /// The names before and afterwards.
        renamed: Vec<(String, String)>,
        /// The values, each with its place.
        added: Vec<(String, String)>,
    },
    /// It is made anew.
    Remade,
}

impl EnumChange {
    /// Compares the values; `holders` are the columns that keep the type. A value is renamed where all of them give its
    /// rows the same new one.
    pub(super) fn of(
        transition: &Transition<'_>,
        holders: &[(&Altered<'_>, &AlteredColumn<'_>)],
        before: &[String],
        after: &[String],
    ) -> Self {
        // Members of lists are not asked about.
        let holders = holders.iter().filter(|(_, column)| column.to.members.is_none());
        let pairs = holders.map(|(altered, column)| {
            let fill = transition.fills.get(&(altered.to.name.clone(), column.to.name.clone()))?;
            replaced(&column.from, column.to, fill)
        });
        let mut pairs = pairs.collect::<Vec<_>>().into_iter();
        let first = pairs.next().flatten().unwrap_or_default();
        let renamed = if pairs.all(|other| other.as_ref() == Some(&first)) { first } else { Vec::new() };
        let new_name =
            |value: &String| renamed.iter().find(|(old, _)| old == value).map_or(value, |(_, new)| new).clone();
        Self::between(before.iter().map(new_name).collect(), after)
            .map_or(Self::Remade, |added| Self::Extended { renamed, added })
    }

    /// Returns the values to add; `None` where one is gone, or stands elsewhere.
    fn between(mut stands: Vec<String>, after: &[String]) -> Option<Vec<(String, String)>> {
        let mut added = Vec::new();
        for (at, value) in after.iter().enumerate() {
            if stands.get(at) == Some(value) {
                continue;
            }
            if stands.contains(value) {
                return None;
            }
            let place = match (at.checked_sub(1).and_then(|last| after.get(last)), stands.get(at)) {
                (_, None) => String::new(),
                (Some(last), Some(_)) => format!(" AFTER {}", DIALECT.text_literal(last)),
                (None, Some(next)) => format!(" BEFORE {}", DIALECT.text_literal(next)),
            };
            added.push((value.clone(), place));
            stands.insert(at, value.clone());
        }
        (stands == after).then_some(added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: Option<&str>) {
        let values = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let added = EnumChange::between(values(before), &values(after));
        let added =
            added.map(|added| added.iter().map(|(value, place)| format!("{value}{place}; ")).collect::<String>());
        assert_eq!(added.as_deref(), expected, "{before} to {after}");
    }

    #[test]
    fn values_are_added_at_their_places() {
        check("a b", "a b", Some(""));
        check("a b", "a b c", Some("c; "));
        check("a b", "a x b y z", Some("x AFTER 'a'; y; z; "));
        check("a b", "x y a b", Some("x BEFORE 'a'; y AFTER 'x'; "));
        check("a b", "b a", None);
        check("a b", "a", None);
        check("a b", "a c", None);
    }
}
