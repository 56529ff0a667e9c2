//! Objects beside tables: views, functions, triggers and others, each as a text of SQL.

mod made;
mod text;

use crate::{Dialect, qualified};

pub use made::{MadeObject, ObjectKind, made, or_replace, signature};
pub use text::{mentions, names, needs, statements, values};

/// A view, a function, a trigger or another object, with all that is made with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "plan", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "plan", serde(deny_unknown_fields))]
pub struct Object {
    /// What the definition calls it: the name of its file.
    #[cfg_attr(feature = "plan", serde(rename = "object"))]
    pub name: String,
    /// The text for every database without one of its own.
    #[cfg_attr(feature = "plan", serde(default, skip_serializing_if = "Option::is_none"))]
    pub sql: Option<String>,
    #[cfg_attr(feature = "plan", serde(default, skip_serializing_if = "Option::is_none"))]
    pub postgres: Option<String>,
    #[cfg_attr(feature = "plan", serde(default, skip_serializing_if = "Option::is_none"))]
    pub mysql: Option<String>,
    #[cfg_attr(feature = "plan", serde(default, skip_serializing_if = "Option::is_none"))]
    pub sqlite: Option<String>,
}

impl Object {
    /// Returns the text of a database; `None` where the object does not exist there.
    #[must_use]
    pub fn text(&self, dialect: Dialect) -> Option<&str> {
        let own = match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::MySql => &self.mysql,
            Dialect::Sqlite => &self.sqlite,
        };
        own.as_ref().or(self.sql.as_ref()).map(String::as_str)
    }

    /// Returns whether a text of it names this table or other thing, in whatever case.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        let name = qualified::plain(name).to_lowercase();
        let says = |dialect| self.text(dialect).is_some_and(|text| mentions(text, dialect).contains(&name));
        Dialect::ALL.into_iter().any(says)
    }

    /// Returns the place of one text: of a database, or that of all others.
    pub fn text_mut(&mut self, dialect: Option<Dialect>) -> &mut Option<String> {
        match dialect {
            None => &mut self.sql,
            Some(Dialect::Postgres) => &mut self.postgres,
            Some(Dialect::MySql) => &mut self.mysql,
            Some(Dialect::Sqlite) => &mut self.sqlite,
        }
    }
}
