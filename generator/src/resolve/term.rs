//! The texts within a definition that have a grammar of their own: constants, conditions and SQL.

pub(super) mod condition;
mod literal;
mod sql;

pub(crate) use literal::is_exact;
pub(super) use literal::{example, has_nul, literal};
pub(super) use sql::sql_text;
