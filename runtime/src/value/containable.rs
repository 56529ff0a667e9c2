//! JSON that means the same to every database when it is looked for inside JSON.

use crate::error::{Error, Result};
use crate::validate::{Validator, Violation, Violations};
use crate::value::column::{Json, storable};

/// Refuses what the databases disagree on when they look for JSON inside JSON: only an object of scalars and of such
/// objects means the same everywhere.
///
/// # Errors
/// `Invalid` on `field`.
pub fn containable(field: &'static str, wanted: &Json) -> Result<()> {
    if let Err(refusal) = storable(wanted) {
        return Err(Violations::from(Violation::new(field, refusal.rule())).into());
    }
    let verdict = if wanted.is_object() && is_plain(wanted) {
        Ok(())
    } else {
        Err(Violation::custom(
            "containable",
            "must be an object that holds texts, numbers, booleans, nulls and such objects",
            "必须是只包含文本、数字、布尔值、null 及同类对象的对象",
        ))
    };
    Validator::new().custom(field, verdict).finish().map_err(Error::from)
}

fn is_plain(value: &Json) -> bool {
    match value {
        Json::Object(members) => members.values().all(is_plain),
        Json::Array(_) => false,
        _ => true,
    }
}
