//! Objects beside tables: views, functions, triggers and others, whose text the definition holds.
//!
//! `standing` reads the texts as one dialect has them and orders them by what each needs; `drafts` compares those of
//! the definition with those of the migrations; `around` drops and makes them around the change of tables, so that no
//! table is rebuilt under one.

mod around;
mod drafts;
mod standing;
mod touched;

pub(super) use around::around;
pub(super) use drafts::with_objects;
pub(super) use standing::statements;
