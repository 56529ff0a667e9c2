//! Decides whether values survive a change of type.

use std::collections::BTreeSet;

use larder_format::plan::{Column, ColumnType};

use crate::decimal::INTEGER_DIGITS;
use crate::native::is_collated;

/// What becomes of the values of a column whose type changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sql) enum TypeChange {
    Same,
    /// Every value fits.
    Free,
    /// Some values may not fit; the text says which.
    Narrows(String),
    /// There is no way that all databases share.
    Refused,
}

impl TypeChange {
    /// Returns what a change of a column means. A database converts the values of its own types, and refuses what is
    /// none; what it converts is what programs read, so that this is of one type before and after.
    pub(in crate::sql) fn of(before: &Column, after: &Column) -> Self {
        match Self::between(&before.ty, &after.ty) {
            Self::Same if before.native == after.native => Self::Same,
            Self::Same => Self::Free,
            change if [before, after].iter().all(|column| !column.is_foreign() || is_collated(column)) => change,
            _ => Self::Refused,
        }
    }

    /// Returns what a change of `before` to `after` means.
    pub(in crate::sql) fn between(before: &ColumnType, after: &ColumnType) -> Self {
        if is_same(before, after) {
            return Self::Same;
        }
        let texts = || texts(before, after).or_else(|| bytes(before, after));
        numbers(before, after).or_else(texts).unwrap_or(Self::Refused)
    }
}

/// The order of an enum's values says nothing.
pub(in crate::sql) fn is_same(before: &ColumnType, after: &ColumnType) -> bool {
    match (before, after) {
        (ColumnType::Enum { values: old }, ColumnType::Enum { values: new }) => {
            old.iter().collect::<BTreeSet<_>>() == new.iter().collect::<BTreeSet<_>>()
        }
        _ => before == after,
    }
}

fn numbers(before: &ColumnType, after: &ColumnType) -> Option<TypeChange> {
    use ColumnType::{Bool, F32, F64};
    let fits = |fits: bool, what: &str| if fits { TypeChange::Free } else { TypeChange::Narrows(what.to_owned()) };
    match (before, after) {
        (ColumnType::Decimal { precision: old, scale }, ColumnType::Decimal { precision: new, scale: after }) => {
            // SQLite has texts of a fixed number of digits behind the point.
            let is_long = *old.max(new) > INTEGER_DIGITS;
            (scale == after || !is_long).then(|| digits([*old, *scale], [*new, *after]))
        }
        (_, ColumnType::Decimal { precision, scale }) => {
            let digits = precision - scale;
            bits(before).map(|bits| {
                let needed = if bits == 16 {
                    5
                } else if bits == 32 {
                    10
                } else {
                    19
                };
                fits(needed <= digits, &format!("numbers may have more than {digits} digits before the point"))
            })
        }
        (Bool, _) => bits(after).map(|_| TypeChange::Free),
        (F32, F64) => Some(TypeChange::Free),
        (F64, F32) => Some(TypeChange::Narrows("numbers lose digits, and large ones do not fit".to_owned())),
        (_, F64) => bits(before).map(|bits| fits(bits <= 32, "integers above 2^53 lose digits")),
        _ => {
            let (old, new) = (bits(before)?, bits(after)?);
            Some(fits(old <= new, &format!("numbers may not fit in {new} bits")))
        }
    }
}

/// Compares decimals of so many digits, and so many of them behind the point.
fn digits([old, scale]: [u32; 2], [new, after]: [u32; 2]) -> TypeChange {
    let whole = new - after;
    let before = (whole < old - scale).then(|| format!("more than {whole} digits before the point"));
    let behind = (after < scale).then(|| format!("more than {after} behind it"));
    match (before, behind) {
        (None, None) => TypeChange::Free,
        (Some(before), None) => TypeChange::Narrows(format!("numbers may have {before}")),
        (None, Some(_)) => TypeChange::Narrows(format!("numbers may have more than {after} digits behind the point")),
        (Some(before), Some(behind)) => TypeChange::Narrows(format!("numbers may have {before}, or {behind}")),
    }
}

fn bits(ty: &ColumnType) -> Option<u32> {
    match ty {
        ColumnType::I16 => Some(16),
        ColumnType::I32 => Some(32),
        ColumnType::I64 | ColumnType::Duration => Some(64),
        _ => None,
    }
}

/// What a column of text takes.
enum Room<'a> {
    /// At most so many characters; any number without.
    Characters(Option<u32>),
    OneOf(&'a [String]),
}

impl Room<'_> {
    fn longest(&self) -> Option<u32> {
        match self {
            Self::Characters(max) => *max,
            Self::OneOf(values) => {
                values.iter().map(|value| u32::try_from(value.chars().count()).unwrap_or(u32::MAX)).max()
            }
        }
    }
}

fn room(ty: &ColumnType) -> Option<Room<'_>> {
    match ty {
        ColumnType::String { max } => Some(Room::Characters(Some(*max))),
        ColumnType::Text { max } => Some(Room::Characters(*max)),
        ColumnType::Enum { values } => Some(Room::OneOf(values)),
        _ => None,
    }
}

fn texts(before: &ColumnType, after: &ColumnType) -> Option<TypeChange> {
    let old = match (before, after) {
        (ColumnType::Json, ColumnType::Text { .. }) => Room::Characters(None),
        _ => room(before)?,
    };
    Some(match (old, room(after)?) {
        (Room::OneOf(old), Room::OneOf(new)) => {
            let removed: Vec<&str> = old.iter().filter(|value| !new.contains(value)).map(String::as_str).collect();
            match removed.is_empty() {
                true => TypeChange::Free,
                false => TypeChange::Narrows(format!("rows may contain `{}`", removed.join("`, `"))),
            }
        }
        (_, Room::OneOf(_)) => TypeChange::Narrows("rows may contain text that is not one of the values".to_owned()),
        (_, Room::Characters(None)) => TypeChange::Free,
        (old, Room::Characters(Some(max))) => match old.longest() {
            Some(longest) if longest <= max => TypeChange::Free,
            _ => TypeChange::Narrows(format!("text may be longer than {max} characters")),
        },
    })
}

fn bytes(before: &ColumnType, after: &ColumnType) -> Option<TypeChange> {
    let (ColumnType::Bytes { max: old }, ColumnType::Bytes { max: new }) = (before, after) else { return None };
    Some(match new {
        Some(new) if old.is_none_or(|old| old > *new) => {
            TypeChange::Narrows(format!("values may have more than {new} bytes"))
        }
        _ => TypeChange::Free,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: ColumnType, after: ColumnType, expected: &str) {
        let told = match TypeChange::between(&before, &after) {
            TypeChange::Same => "same",
            TypeChange::Free => "free",
            TypeChange::Narrows(_) => "narrows",
            TypeChange::Refused => "refused",
        };
        assert_eq!(told, expected, "{before:?} to {after:?}");
    }

    #[test]
    fn every_pair_of_types_has_an_answer() {
        use ColumnType::*;
        let values = |values: &[&str]| Enum { values: values.iter().map(|&value| value.to_owned()).collect() };
        for (before, after, expected) in [
            (I16, I64, "free"),
            (I64, I16, "narrows"),
            (I64, Duration, "free"),
            (Duration, I32, "narrows"),
            (Bool, I16, "free"),
            (I16, Bool, "refused"),
            (I32, F64, "free"),
            (I64, F64, "narrows"),
            (I32, F32, "refused"),
            (F32, F64, "free"),
            (F64, F32, "narrows"),
            (F64, I64, "refused"),
            (Decimal { precision: 6, scale: 2 }, Decimal { precision: 20, scale: 2 }, "free"),
            (Decimal { precision: 6, scale: 2 }, Decimal { precision: 5, scale: 2 }, "narrows"),
            (Decimal { precision: 6, scale: 2 }, Decimal { precision: 8, scale: 4 }, "free"),
            (Decimal { precision: 6, scale: 2 }, Decimal { precision: 6, scale: 3 }, "narrows"),
            (Decimal { precision: 6, scale: 2 }, Decimal { precision: 6, scale: 1 }, "narrows"),
            (Decimal { precision: 6, scale: 2 }, Decimal { precision: 20, scale: 4 }, "refused"),
            (I16, Decimal { precision: 7, scale: 2 }, "free"),
            (I32, Decimal { precision: 12, scale: 2 }, "free"),
            (I64, Decimal { precision: 18, scale: 2 }, "narrows"),
            (Decimal { precision: 6, scale: 2 }, I64, "refused"),
            (F64, Decimal { precision: 6, scale: 2 }, "refused"),
            (Bool, Decimal { precision: 6, scale: 2 }, "refused"),
            (String { max: 10 }, String { max: 20 }, "free"),
            (String { max: 20 }, String { max: 10 }, "narrows"),
            (String { max: 20 }, Text { max: None }, "free"),
            (Text { max: None }, Text { max: Some(9) }, "narrows"),
            (Text { max: Some(9) }, String { max: 9 }, "free"),
            (values(&["a", "b"]), values(&["b", "a"]), "same"),
            (values(&["a", "b"]), values(&["a", "b", "c"]), "free"),
            (values(&["a", "b"]), values(&["a"]), "narrows"),
            (values(&["a", "bb"]), String { max: 2 }, "free"),
            (values(&["a", "bb"]), String { max: 1 }, "narrows"),
            (String { max: 1 }, values(&["a"]), "narrows"),
            (Json, Text { max: None }, "free"),
            (Json, String { max: 9 }, "refused"),
            (Text { max: None }, Json, "refused"),
            (Uuid, String { max: 36 }, "refused"),
            (Date, Timestamp, "refused"),
            (Bytes { max: None }, Text { max: None }, "refused"),
            (Bytes { max: Some(9) }, Bytes { max: Some(16) }, "free"),
            (Bytes { max: Some(9) }, Bytes { max: None }, "free"),
            (Bytes { max: None }, Bytes { max: Some(16) }, "narrows"),
            (Bytes { max: Some(16) }, Uuid, "refused"),
        ] {
            check(before, after, expected);
        }
    }
}
