//! SQL that the definition gives as text.

use serde::{Deserialize, Serialize};

use crate::Dialect;
use crate::splitter::{WordKind, words};

/// A piece of SQL for each database; one that is left out has nothing of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mysql: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqlite: Option<String>,
}

impl SqlText {
    /// Returns the text for one database.
    #[must_use]
    pub fn of(&self, dialect: Dialect) -> Option<&str> {
        match dialect {
            Dialect::Postgres => self.postgres.as_deref(),
            Dialect::MySql => self.mysql.as_deref(),
            Dialect::Sqlite => self.sqlite.as_deref(),
        }
    }

    /// Returns the texts that there are, each with its database.
    pub fn each(&self) -> impl Iterator<Item = (&str, Dialect)> {
        let all = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];
        all.into_iter().filter_map(|dialect| Some((self.of(dialect)?, dialect)))
    }

    /// Gives columns other names, as databases do in the texts that they keep; `renamed` returns the new name of one
    /// that has it.
    pub fn rename(&mut self, renamed: impl Fn(&str) -> Option<String>) {
        let texts = [
            (&mut self.postgres, Dialect::Postgres),
            (&mut self.mysql, Dialect::MySql),
            (&mut self.sqlite, Dialect::Sqlite),
        ];
        for (text, dialect) in texts {
            if let Some(text) = text {
                *text = with_names(text, dialect, &renamed);
            }
        }
    }
}

fn with_names(text: &str, dialect: Dialect, renamed: &impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut done = 0;
    for word in words(text, dialect) {
        if !matches!(word.kind, WordKind::Bare | WordKind::Quoted) {
            continue;
        }
        if let Some(to) = renamed(&dialect.bare(word.text)) {
            result += &text[done..word.at];
            result += &dialect.identifier(&to);
            done = word.end();
        }
    }
    result + &text[done..]
}

#[cfg(test)]
mod tests {
    use super::SqlText;

    #[test]
    fn names_are_replaced_outside_of_strings() {
        let text = "(lower(email)) where email <> 'email' and \"email\" > emails";
        let mut sql = SqlText { postgres: Some(text.to_owned()), ..SqlText::default() };
        sql.rename(|name| (name == "email").then(|| "mail".to_owned()));
        let renamed = "(lower(mail)) where mail <> 'email' and mail > emails";
        assert_eq!(sql.postgres.as_deref(), Some(renamed));
    }
}
