//! What a person said about the changes that a definition leaves open: flags of the command line, or what was typed at
//! the prompt. The definition's own `was` is in the schema.

use std::fmt;
use std::str::FromStr;

use crate::dialect::Dialect;

/// Answers to questions, each as it was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    pub renames: Vec<Rename>,
    pub drops: Vec<Subject>,
    pub fills: Vec<Filling>,
    pub narrows: Vec<Subject>,
    /// References whose values name rows of the new parent already, and tables whose rows are those of their entity.
    pub keeps: Vec<Subject>,
    /// Tables that stand by older lowering rules go to the newest.
    pub upgrade: bool,
}

/// An entity or table, or a field or column of one: `User`, `users`, `User.bio`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub table: String,
    pub column: Option<String>,
}

/// `User.bio=biography`, `Account=Customer`, or `User.status.cancelled=refunded` for a value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    pub from: Subject,
    /// The value of the enum `from`, where that is what has another name.
    pub value: Option<String>,
    /// A value of the enum where `value` is one, a field or column where `from` names one, else an entity or table.
    pub to: String,
}

/// `User.nickname='none'`, or `User.nickname:mysql=UUID()` for one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    pub subject: Subject,
    /// `None`: every database that has no expression of its own.
    pub dialect: Option<Dialect>,
    /// A literal, a column of the table, `now`, `uuid_v7`, or SQL over the row.
    pub expression: String,
}

impl Answers {
    /// Adds the answers of `other`.
    pub fn extend(&mut self, other: Self) {
        self.renames.extend(other.renames);
        self.drops.extend(other.drops);
        self.fills.extend(other.fills);
        self.narrows.extend(other.narrows);
        self.keeps.extend(other.keeps);
        self.upgrade |= other.upgrade;
    }

    /// Tells whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (table, column) = match text.split_once('.') {
            Some((table, column)) => (table, Some(column)),
            None => (text, None),
        };
        if !is_name(table) || column.is_some_and(|column| !is_name(column)) {
            return Err(format!("`{text}` names neither an entity nor a field; write `User` or `User.bio`"));
        }
        Ok(Self { table: table.to_owned(), column: column.map(str::to_owned) })
    }
}

impl FromStr for Rename {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) =
            text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`; write `User.bio=biography`"))?;
        if let Some((field, value)) = from.match_indices('.').nth(1).map(|(at, _)| (&from[..at], &from[at + 1..])) {
            let from: Subject = field.parse()?;
            if value.is_empty() || to.is_empty() {
                return Err(format!("`{text}` has an empty value; write `User.status.cancelled=refunded`"));
            }
            return Ok(Self { from, value: Some(value.to_owned()), to: to.to_owned() });
        }
        let from: Subject = from.parse()?;
        // `User.bio=User.biography` says the same with more words.
        let to = match (&from.column, to.split_once('.')) {
            (Some(_), Some((table, column))) if table == from.table => column,
            _ => to,
        };
        if !is_name(to) {
            return Err(format!("`{to}` is not a valid name; write the new name, as in `User.bio=biography`"));
        }
        Ok(Self { from, value: None, to: to.to_owned() })
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{}.{value}={}", self.from, self.to),
            None => write!(f, "{}={}", self.from, self.to),
        }
    }
}

impl FromStr for Filling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (subject, expression) =
            text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`; write `User.nickname='none'`"))?;
        let (subject, dialect) = match subject.split_once(':') {
            Some((subject, dialect)) => (subject, Some(dialect_named(dialect)?)),
            None => (subject, None),
        };
        let subject: Subject = subject.parse()?;
        if subject.column.is_none() {
            return Err(format!("`{subject}` names no field; write `{subject}.field=value`"));
        }
        let expression = expression.trim();
        if expression.is_empty() {
            return Err(format!("`{text}` has no value after `=`; for empty text write `{subject}=''`"));
        }
        Ok(Self { subject, dialect, expression: expression.to_owned() })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}", self.table),
            None => self.table.fmt(f),
        }
    }
}

fn dialect_named(name: &str) -> Result<Dialect, String> {
    match name {
        "postgres" => Ok(Dialect::Postgres),
        "mysql" => Ok(Dialect::MySql),
        "sqlite" => Ok(Dialect::Sqlite),
        _ => Err(format!("unknown database `{name}`; write `postgres`, `mysql` or `sqlite`")),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rename_may_repeat_its_entity() {
        let short: Rename = "User.bio=biography".parse().expect("is a rename");
        assert_eq!("User.bio=User.biography".parse(), Ok(short));
        assert!("User.bio=Account.biography".parse::<Rename>().is_err());
        assert!("User.bio".parse::<Rename>().is_err());
    }

    #[test]
    fn a_value_of_an_enum_is_the_third_name() {
        let rename: Rename = "User.status.on-hold=paused".parse().expect("is a rename");
        assert_eq!((rename.value.as_deref(), rename.to.as_str()), (Some("on-hold"), "paused"));
        assert_eq!(rename.to_string(), "User.status.on-hold=paused");
        assert!("User.status.=paused".parse::<Rename>().is_err());
    }

    #[test]
    fn a_fill_keeps_the_expression_as_typed() {
        let fill: Filling = "User.slug:mysql=CONCAT(name, '=')".parse().expect("is a fill");
        assert_eq!((fill.dialect, fill.expression.as_str()), (Some(Dialect::MySql), "CONCAT(name, '=')"));
        assert!("User='x'".parse::<Filling>().is_err());
        assert!("User.slug=".parse::<Filling>().is_err());
        assert!("User.slug:oracle=1".parse::<Filling>().is_err());
    }
}
