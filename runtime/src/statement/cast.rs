//! Casts of bound values to types of PostgreSQL's that it makes of nothing by itself.

use larder_format::Dialect;

use crate::statement::sql::push_placeholder;

/// What stands around the placeholder of a value on PostgreSQL.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// Before it.
    pub before: &'static str,
    /// Behind it: `::citext`.
    pub behind: &'static str,
}

impl Cast {
    /// Returns the one at a place.
    pub(crate) fn at(casts: &'static [(usize, Self)], place: usize) -> Option<Self> {
        casts.iter().find(|(at, _)| *at == place).map(|(_, cast)| *cast)
    }
}

/// Appends a placeholder with its cast, which no other database has.
pub(crate) fn push_cast(text: &mut String, dialect: Dialect, number: usize, cast: Option<Cast>) {
    let cast = cast.filter(|_| dialect == Dialect::Postgres);
    text.push_str(cast.map_or("", |cast| cast.before));
    push_placeholder(text, dialect, number);
    text.push_str(cast.map_or("", |cast| cast.behind));
}
