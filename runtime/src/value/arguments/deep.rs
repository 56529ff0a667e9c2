//! JSON that MariaDB alone does not store.

use super::place::place;
use crate::error::{Error, ErrorKind};
use crate::validate::{Rule, Violation, Violations};

/// Most levels of JSON that MariaDB reads, up to version 12.
const LEVELS: u32 = 31;

/// Positions of values in more levels than that. Whether one is stored is the server's to say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deep(Vec<usize>);

impl Deep {
    /// Notes that the value at `position` has so many levels.
    pub(super) fn note(&mut self, position: usize, levels: u32) {
        if levels > LEVELS {
            self.0.push(position);
        }
    }

    /// Says by the field's rule what MariaDB says by the check that comes with each column of JSON.
    pub(crate) fn explain<'c>(&self, error: Error, text: &'c str, field_of: impl Fn(&'c str) -> &'c str) -> Error {
        let ErrorKind::ConstraintViolation { field } = error.kind() else { return error };
        let broken = field.rsplit('.').next().unwrap_or_default();
        let columns = self.0.iter().filter_map(|position| Some(field_of(place(text, *position)?.1)));
        let Some(column) = columns.into_iter().find(|column| *column == broken).map(str::to_owned) else {
            return error;
        };
        let violation = Violation::new(column, Rule::Depth { max: LEVELS });
        Error::with_source(ErrorKind::Invalid(Violations::from(vec![violation])), error)
    }
}
