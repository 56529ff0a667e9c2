//! What a statement of a migration changes, as far as its text tells. Pure.
//!
//! A way that was given up leaves tables between two states. What a statement is to reach is then looked up in the
//! catalogue, action by action, and for that its text is read. Generated statements are of few forms; any other is
//! [`StatementText::Other`], of which nobody can tell whether it was done.

use larder_format::object::{self, MadeObject};
use larder_format::{Dialect, qualified, splitter};

/// A statement with its names as the catalogue has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migrate) enum StatementText {
    CreateTable(String),
    DropTable(String),
    CreateIndex(String),
    RenameIndex {
        from: String,
        to: String,
    },
    Alter {
        table: String,
        actions: Vec<Action>,
    },
    /// An object beside tables that comes or goes.
    Object {
        made: MadeObject,
        comes: bool,
    },
    /// A value of an enum type of PostgreSQL's gets another name.
    RenameValue {
        ty: String,
        from: String,
    },
    /// May be run at any time, however often.
    Repeatable,
    Other,
}

/// One action of `ALTER TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migrate) struct Action {
    pub(in crate::migrate) text: String,
    pub(in crate::migrate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::migrate) enum Kind {
    RenameTable(String),
    RenameColumn {
        from: String,
        to: String,
    },
    RenameConstraint {
        from: String,
        to: String,
    },
    AddColumn(String),
    DropColumn(String),
    AddConstraint {
        name: String,
        by_index: bool,
    },
    DropConstraint(String),
    /// Of MySQL, as the next two.
    AddIndex(String),
    DropIndex(String),
    RenameIndex {
        from: String,
        to: String,
    },
    Type {
        column: String,
        ty: String,
    },
    Identity {
        column: String,
        comes: bool,
    },
    Repeatable,
    Other,
}

impl StatementText {
    pub(in crate::migrate) fn read(text: &str, dialect: Dialect) -> Self {
        let text = splitter::essence(text, dialect);
        let mut rest = text.as_str();
        if let Some(after) = after(rest, "ALTER TABLE") {
            rest = after;
            let Some(table) = table_name(&mut rest) else { return Self::Other };
            let actions = listed(rest).into_iter().map(|text| action(text, &table)).collect();
            return Self::Alter { table, actions };
        }
        if let Some(after) = after(rest, "ALTER INDEX") {
            rest = after;
            let from = table_name(&mut rest);
            let to = self::after(rest, "RENAME TO").and_then(|mut rest| name(&mut rest));
            return from.zip(to).map_or(Self::Other, |(from, to)| {
                let to = qualified::of(qualified::schema(&from), &to);
                Self::RenameIndex { from, to }
            });
        }
        if let Some(after) = after(rest, "ALTER TYPE") {
            return Self::of_type(after).unwrap_or(Self::Other);
        }
        if let Some(block) = text.strip_prefix("DO $larder$ BEGIN") {
            return Self::of_schema(block.trim_start());
        }
        let of = |prefix: &str| after(&text, prefix).and_then(|mut rest| table_name(&mut rest));
        if let Some(table) = of("CREATE TABLE") {
            return Self::CreateTable(table);
        }
        if let Some(table) = of("DROP TABLE") {
            return Self::DropTable(table);
        }
        let index = ["CREATE INDEX", "CREATE UNIQUE INDEX"].into_iter().find_map(|prefix| {
            let mut rest = after(&text, prefix)?;
            let index = name(&mut rest).filter(|name| name != "CONCURRENTLY")?;
            // It is in the schema of its table.
            let table = after(rest, "ON").and_then(|mut rest| table_name(&mut rest));
            Some(qualified::of(table.as_deref().and_then(qualified::schema), &index))
        });
        if let Some(index) = index {
            return Self::CreateIndex(index);
        }
        let repeatable = [
            "UPDATE",
            "LOCK TABLE",
            "COMMENT ON",
            "CREATE EXTENSION IF NOT EXISTS",
            "SELECT setval(",
            "SET LOCAL citus.",
        ];
        let is_repeatable = repeatable.iter().any(|prefix| text.starts_with(prefix));
        if is_repeatable { Self::Repeatable } else { Self::of_object(&text, dialect) }
    }

    /// A block that makes or drops a schema, either of which may be run again, or moves a table to that of the
    /// connection.
    fn of_schema(block: &str) -> Self {
        if block.starts_with("IF to_regnamespace(") || block.starts_with("IF obj_description(to_regnamespace(") {
            return Self::Repeatable;
        }
        let moved = block.strip_prefix("EXECUTE format('ALTER TABLE ").and_then(|mut rest| {
            let table = table_name(&mut rest)?;
            rest.starts_with("SET SCHEMA %I'").then_some(table)
        });
        moved.map_or(Self::Other, |table| {
            let kind = Kind::RenameTable(qualified::plain(&table).to_owned());
            Self::Alter { table, actions: vec![Action { text: block.to_owned(), kind }] }
        })
    }

    /// What follows ALTER TYPE.
    fn of_type(mut rest: &str) -> Option<Self> {
        let ty = name(&mut rest)?;
        if after(rest, "ADD VALUE IF NOT EXISTS").is_some() {
            return Some(Self::Repeatable);
        }
        Some(Self::RenameValue { ty, from: literal(after(rest, "RENAME VALUE")?)? })
    }

    /// A statement that makes or drops an object beside tables; one that replaces it may be run again.
    fn of_object(text: &str, dialect: Dialect) -> Self {
        if let Some(made) = object::made(text, dialect) {
            let replaces = after(text, "CREATE OR REPLACE").is_some();
            return if replaces { Self::Repeatable } else { Self::Object { made, comes: true } };
        }
        let made = after(text, "DROP").and_then(|rest| object::made(&format!("CREATE {rest}"), dialect));
        made.map_or(Self::Other, |made| Self::Object { made, comes: false })
    }

    /// Whether the catalogue can tell what of the statement is done.
    pub(in crate::migrate) fn is_known(&self) -> bool {
        match self {
            Self::Alter { actions, .. } => actions.iter().all(|action| action.kind != Kind::Other),
            other => *other != Self::Other,
        }
    }

    /// Returns the table that the statement renames, and its new name.
    pub(in crate::migrate) fn renames_table(&self) -> Option<(&str, &str)> {
        let Self::Alter { table, actions } = self else { return None };
        actions.iter().find_map(|action| match &action.kind {
            Kind::RenameTable(to) => Some((table.as_str(), to.as_str())),
            _ => None,
        })
    }
}

fn action(text: &str, table: &str) -> Action {
    let kind = match kind(text) {
        Some(Kind::RenameTable(to)) => Kind::RenameTable(qualified::of(qualified::schema(table), &to)),
        Some(kind) => kind,
        None => match after(text, "SET SCHEMA").and_then(|mut rest| name(&mut rest)) {
            Some(schema) => Kind::RenameTable(qualified::of(Some(&schema), qualified::plain(table))),
            None => Kind::Other,
        },
    };
    Action { text: text.to_owned(), kind }
}

fn kind(text: &str) -> Option<Kind> {
    let of = |prefix: &str| {
        let mut rest = after(text, prefix)?;
        Some((name(&mut rest)?, rest.trim_start()))
    };
    let pair = |prefix: &str| {
        let (from, rest) = of(prefix)?;
        Some((from, name(&mut after(rest, "TO")?)?))
    };
    if let Some((from, to)) = pair("RENAME COLUMN") {
        return Some(Kind::RenameColumn { from, to });
    }
    if let Some((from, to)) = pair("RENAME CONSTRAINT") {
        return Some(Kind::RenameConstraint { from, to });
    }
    if let Some((from, to)) = pair("RENAME INDEX") {
        return Some(Kind::RenameIndex { from, to });
    }
    if let Some((index, _)) = of("ADD KEY").or_else(|| of("ADD UNIQUE KEY")) {
        return Some(Kind::AddIndex(index));
    }
    if let Some((index, _)) = of("DROP INDEX") {
        return Some(Kind::DropIndex(index));
    }
    if let Some((to, _)) = of("RENAME TO") {
        return Some(Kind::RenameTable(to));
    }
    if let Some((column, _)) = of("ADD COLUMN") {
        return Some(Kind::AddColumn(column));
    }
    if let Some((column, _)) = of("DROP COLUMN") {
        return Some(Kind::DropColumn(column));
    }
    if let Some((name, rest)) = of("ADD CONSTRAINT") {
        return Some(Kind::AddConstraint { name, by_index: rest.contains("USING INDEX") });
    }
    if let Some((name, _)) = of("DROP CONSTRAINT") {
        return Some(Kind::DropConstraint(name));
    }
    if of("VALIDATE CONSTRAINT").is_some() {
        return Some(Kind::Repeatable);
    }
    let (column, rest) = of("ALTER COLUMN")?;
    if let Some(ty) = after(rest, "TYPE") {
        let ty = ty.split(" USING ").next().unwrap_or(ty).trim().to_owned();
        return Some(Kind::Type { column, ty });
    }
    match rest {
        "DROP IDENTITY" => Some(Kind::Identity { column, comes: false }),
        rest if rest.starts_with("ADD GENERATED") => Some(Kind::Identity { column, comes: true }),
        "SET NOT NULL" | "DROP NOT NULL" | "DROP DEFAULT" => Some(Kind::Repeatable),
        rest if rest.starts_with("SET DEFAULT ") => Some(Kind::Repeatable),
        _ => None,
    }
}

/// Returns what follows the words.
fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(words)?;
    rest.starts_with(' ').then(|| rest.trim_start())
}

/// Takes the name of a table, with its schema or without, from the beginning of a text.
fn table_name(rest: &mut &str) -> Option<String> {
    let first = name(rest)?;
    let Some(mut behind) = rest.strip_prefix('.') else { return Some(first) };
    let table = name(&mut behind)?;
    *rest = behind;
    Some(qualified::of(Some(&first), &table))
}

/// Takes a name, quoted or not, from the beginning of a text.
fn name(rest: &mut &str) -> Option<String> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '`'));
    let Some(quote) = quote else {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        *rest = after.trim_start();
        return (!name.is_empty()).then(|| name.to_owned());
    };
    let mut name = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            name.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            name.push(quote);
        } else {
            *rest = rest[at + 1..].trim_start();
            return Some(name);
        }
    }
    None
}

/// Reads the text in quotation marks that a text begins with.
fn literal(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('\'')?.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\'' || chars.next_if_eq(&'\'').is_some() {
            value.push(c);
        } else {
            return Some(value);
        }
    }
    None
}

/// Cuts a list at the commas outside parentheses and quotation marks.
fn listed(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        match StatementText::read(text, Dialect::Postgres) {
            StatementText::Alter { actions, .. } => actions.into_iter().map(|action| action.kind).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn actions_are_told_apart() {
        let text = "-- why\nALTER TABLE \"order\"\n    DROP CONSTRAINT order_a_check,\n    ALTER COLUMN \"from\" TYPE numeric(10, 2) USING \"from\"::numeric(10, 2),\n    ALTER COLUMN b SET DEFAULT 'x, y(',\n    ADD CONSTRAINT order_a_check CHECK (a IN ('p,', 'q')) NOT VALID";
        let column = "from".to_owned();
        assert_eq!(
            kinds(text),
            [
                Kind::DropConstraint("order_a_check".to_owned()),
                Kind::Type { column, ty: "numeric(10, 2)".to_owned() },
                Kind::Repeatable,
                Kind::AddConstraint { name: "order_a_check".to_owned(), by_index: false },
            ]
        );
        assert_eq!(
            kinds("ALTER TABLE t RENAME COLUMN \"a\"\"b\" TO c"),
            [Kind::RenameColumn { from: "a\"b".to_owned(), to: "c".to_owned() }]
        );
    }

    #[test]
    fn tables_of_schemas_are_told() {
        let read = |text| StatementText::read(text, Dialect::Postgres);
        let renames = |text, from, to| assert_eq!(read(text).renames_table(), Some((from, to)), "{text}");
        renames("ALTER TABLE auth.\"User\" RENAME TO people", "auth.User", "auth.people");
        renames("ALTER TABLE users SET SCHEMA auth", "users", "auth.users");
        let back =
            "DO $larder$ BEGIN EXECUTE format('ALTER TABLE auth.users SET SCHEMA %I', current_schema()); END $larder$";
        renames(back, "auth.users", "users");
        assert_eq!(read("CREATE INDEX a_idx ON auth.users (a)"), StatementText::CreateIndex("auth.a_idx".to_owned()));
        assert_eq!(read("DROP TABLE auth.users"), StatementText::DropTable("auth.users".to_owned()));
        let make = "DO $larder$ BEGIN\n    IF to_regnamespace('auth') IS NULL THEN\n CREATE SCHEMA auth;\n END IF;\nEND $larder$";
        assert_eq!(read(make), StatementText::Repeatable);
    }

    #[test]
    fn values_of_types_are_told() {
        let read = |text| StatementText::read(text, Dialect::Postgres);
        let renamed = StatementText::RenameValue { ty: "ticket state".to_owned(), from: "it's".to_owned() };
        assert_eq!(read("ALTER TYPE \"ticket state\" RENAME VALUE 'it''s' TO 'new'"), renamed);
        assert_eq!(read("ALTER TYPE state ADD VALUE IF NOT EXISTS 'new'"), StatementText::Repeatable);
        assert_eq!(read("ALTER TYPE state RENAME TO states"), StatementText::Other);
    }

    #[test]
    fn what_is_not_generated_is_not_known() {
        let known = |text| StatementText::read(text, Dialect::Postgres).is_known();
        assert!(known("CREATE TABLE t (id bigint)") && known("UPDATE t SET a = 1"));
        assert!(!known("ALTER TABLE t OWNER TO me") && !known("GRANT SELECT ON t TO me"));
        assert!(!known("INSERT INTO t VALUES (1)"));
    }
}
