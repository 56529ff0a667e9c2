//! What a statement makes, as far as its first words tell.

use crate::Dialect;
use crate::splitter::{Word, WordKind, words};

/// A kind of object beside tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "plan", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "plan", serde(rename_all = "snake_case"))]
pub enum ObjectKind {
    View,
    MaterializedView,
    Function,
    Procedure,
    Trigger,
    /// Of MySQL and MariaDB.
    Event,
    Sequence,
    Type,
    Domain,
    Extension,
}

impl ObjectKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::View,
        Self::MaterializedView,
        Self::Function,
        Self::Procedure,
        Self::Trigger,
        Self::Event,
        Self::Sequence,
        Self::Type,
        Self::Domain,
        Self::Extension,
    ];

    /// Returns how SQL says it, `MATERIALIZED VIEW`.
    #[must_use]
    pub fn keywords(self) -> &'static str {
        match self {
            Self::View => "VIEW",
            Self::MaterializedView => "MATERIALIZED VIEW",
            Self::Function => "FUNCTION",
            Self::Procedure => "PROCEDURE",
            Self::Trigger => "TRIGGER",
            Self::Event => "EVENT",
            Self::Sequence => "SEQUENCE",
            Self::Type => "TYPE",
            Self::Domain => "DOMAIN",
            Self::Extension => "EXTENSION",
        }
    }

    /// Returns how a sentence says it, `materialized view`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Trigger => "trigger",
            Self::Event => "event",
            Self::Sequence => "sequence",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Extension => "extension",
        }
    }

    /// Whether a query over tables is kept under its name.
    #[must_use]
    pub fn is_view(self) -> bool {
        matches!(self, Self::View | Self::MaterializedView)
    }

    /// Whether a text of code is kept under its name.
    #[must_use]
    pub fn is_routine(self) -> bool {
        matches!(self, Self::Function | Self::Procedure)
    }

    /// Whether it holds what its text does not say, or columns hang on it, so that it cannot be made anew.
    #[must_use]
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Sequence | Self::Type | Self::Domain | Self::Extension)
    }

    /// Whether databases of this dialect have it.
    #[must_use]
    pub fn exists_on(self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Postgres => self != Self::Event,
            Dialect::MySql => {
                matches!(self, Self::View | Self::Function | Self::Procedure | Self::Trigger | Self::Event)
            }
            Dialect::Sqlite => matches!(self, Self::View | Self::Trigger),
        }
    }
}

/// An object that a `CREATE` statement makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeObject {
    pub kind: ObjectKind,
    /// As the catalogue has it, without its schema.
    pub name: String,
    /// As the statement writes it.
    pub written: String,
    /// The table of a trigger, as the statement writes it.
    pub table: Option<String>,
    /// What stands between the parentheses behind the name of a routine, without defaults.
    pub arguments: Option<String>,
}

impl MadeObject {
    /// Returns the statement that drops it.
    #[must_use]
    pub fn drop_statement(&self, dialect: Dialect) -> String {
        let head = format!("DROP {} {}", self.kind.keywords(), self.written);
        match (&self.table, &self.arguments) {
            (Some(table), _) if dialect == Dialect::Postgres => format!("{head} ON {table}"),
            (_, Some(arguments)) if dialect == Dialect::Postgres => format!("{head}({arguments})"),
            _ => head,
        }
    }
}

/// Returns what a statement makes beside tables; `None` for any other statement.
#[must_use]
pub fn made(statement: &str, dialect: Dialect) -> Option<MadeObject> {
    let words = words(statement, dialect);
    let (kind, at) = kind(&words, dialect)?;
    let mut rest = &words[at..];
    if rest.len() > 3 && rest[0].is("IF") && rest[1].is("NOT") && rest[2].is("EXISTS") {
        rest = &rest[3..];
    }
    let (written, last, after) = name(statement, rest)?;
    let arguments = (kind.is_routine() && dialect == Dialect::Postgres).then(|| arguments(statement, after)).flatten();
    let table = (kind == ObjectKind::Trigger).then(|| {
        let on = after.iter().position(|word| word.is("ON"))?;
        name(statement, &after[on + 1..]).map(|(table, ..)| table.to_owned())
    });
    Some(MadeObject { kind, name: bare(last, dialect), written: written.to_owned(), table: table.flatten(), arguments })
}

/// Returns the statement with `OR REPLACE`, which it may have already.
#[must_use]
pub fn or_replace(statement: &str, dialect: Dialect) -> String {
    let words = words(statement, dialect);
    match words.as_slice() {
        [create, or, ..] if create.is("CREATE") && !or.is("OR") => {
            format!("{} OR REPLACE{}", &statement[..create.end()], &statement[create.end()..])
        }
        _ => statement.to_owned(),
    }
}

/// Returns what a routine is called with and what it returns: all up to its options and its body.
#[must_use]
pub fn signature(statement: &str, dialect: Dialect) -> Vec<&str> {
    const BODY: [&str; 19] = [
        "AS",
        "LANGUAGE",
        "BEGIN",
        "RETURN",
        "IMMUTABLE",
        "STABLE",
        "VOLATILE",
        "STRICT",
        "CALLED",
        "SECURITY",
        "EXTERNAL",
        "PARALLEL",
        "COST",
        "ROWS",
        "SET",
        "LEAKPROOF",
        "WINDOW",
        "SUPPORT",
        "TRANSFORM",
    ];
    let words = words(statement, dialect);
    let mut depth = 0_usize;
    let mut end = words.len();
    for (at, word) in words.iter().enumerate() {
        match word.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && BODY.iter().any(|keyword| word.is(keyword)) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let is_head = |word: &&Word<'_>| !["CREATE", "OR", "REPLACE"].iter().any(|keyword| word.is(keyword));
    words[..end].iter().filter(is_head).map(|word| word.text).collect()
}

/// Returns the kind of object, and where its name begins. Between `CREATE` and the kind stand words such as `DEFINER`.
fn kind(words: &[Word<'_>], dialect: Dialect) -> Option<(ObjectKind, usize)> {
    const FARTHEST: usize = 24;
    if !words.first()?.is("CREATE") {
        return None;
    }
    for (at, word) in words.iter().enumerate().take(FARTHEST).skip(1) {
        if ["TABLE", "INDEX", "AS", "TEMP", "TEMPORARY"].iter().any(|other| word.is(other)) {
            return None;
        }
        let is_named = |kind: &ObjectKind| word.is(kind.keywords()) && kind.exists_on(dialect);
        let Some(kind) = ObjectKind::ALL.into_iter().find(is_named) else { continue };
        let is_materialized = kind == ObjectKind::View && words[at - 1].is("MATERIALIZED");
        return Some((if is_materialized { ObjectKind::MaterializedView } else { kind }, at + 1));
    }
    None
}

/// Takes a name, which may have a schema before it: as it is written, its last part, and what follows.
fn name<'t, 'w>(text: &'t str, words: &'w [Word<'t>]) -> Option<(&'t str, Word<'t>, &'w [Word<'t>])> {
    let first = words.first().filter(|word| matches!(word.kind, WordKind::Bare | WordKind::Quoted))?;
    let mut at = 0;
    while words.get(at + 1).is_some_and(|word| word.is_sign(".")) && words.len() > at + 2 {
        at += 2;
    }
    Some((&text[first.at..words[at].end()], words[at], &words[at + 1..]))
}

fn bare(word: Word<'_>, dialect: Dialect) -> String {
    if word.kind == WordKind::Quoted {
        let close = word.text.chars().last().unwrap_or('"');
        let inner: String = word.text.chars().skip(1).take(word.text.chars().count().saturating_sub(2)).collect();
        return inner.replace(&format!("{close}{close}"), &close.to_string());
    }
    if dialect == Dialect::Postgres { word.text.to_lowercase() } else { word.text.to_owned() }
}

/// Returns what stands between the parentheses; a default is no part of what a routine is known by.
fn arguments(text: &str, words: &[Word<'_>]) -> Option<String> {
    words.first().filter(|word| word.is_sign("("))?;
    let (mut depth, mut keeps, mut kept) = (0_usize, true, Vec::new());
    let mut begins = words[0].end();
    for word in words {
        match word.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = depth == 0;
        let is_comma = depth == 1 && word.is_sign(",");
        let is_default = depth == 1 && keeps && (word.is("DEFAULT") || word.is_sign("=") || word.is_sign(":"));
        if keeps && (ends || is_comma || is_default) {
            kept.push(text[begins..word.at].trim());
            keeps = !is_default;
        }
        if is_comma {
            (keeps, begins) = (true, word.end());
        }
        if ends {
            return Some(kept.join(", "));
        }
    }
    None
}
