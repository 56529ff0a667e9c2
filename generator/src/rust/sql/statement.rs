//! Statements as pieces, rendered once per dialect: placeholders and quoting are decided here and nowhere else.

use crate::dialect::Dialect;

/// A piece of SQL, or a whole statement. Every placeholder stands for one bound value, in order.
#[derive(Debug, Clone, Default)]
pub(in crate::rust) struct Statement(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Name(String),
    Table(String),
    Literal(String),
    Bool(bool),
    /// One part per dialect; values of a part that has more placeholders than the others know it (`Exact`).
    Each([Statement; 3]),
    Placeholder,
}

impl Statement {
    pub(in crate::rust) fn new(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    pub(in crate::rust) fn text(self, text: impl Into<String>) -> Self {
        self.with(Piece::Text(text.into()))
    }

    /// Adds a column's name, quoted where the dialect reserves the word.
    pub(in crate::rust) fn name(self, name: &str) -> Self {
        self.with(Piece::Name(name.to_owned()))
    }

    /// Adds a table's name, with its schema where the dialect has schemas.
    pub(in crate::rust) fn table(self, name: &str) -> Self {
        self.with(Piece::Table(name.to_owned()))
    }

    /// Adds names with commas between them.
    pub(in crate::rust) fn names<'n>(self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.joined(", ", names.into_iter().map(|name| Self::default().name(name)))
    }

    /// Adds a text constant of the definition.
    pub(in crate::rust) fn literal(self, text: &str) -> Self {
        self.with(Piece::Literal(text.to_owned()))
    }

    pub(in crate::rust) fn bool(self, value: bool) -> Self {
        self.with(Piece::Bool(value))
    }

    /// Adds text that each dialect spells in its own way.
    pub(in crate::rust) fn each(
        self,
        postgres: impl Into<Self>,
        mysql: impl Into<Self>,
        sqlite: impl Into<Self>,
    ) -> Self {
        self.with(Piece::Each([postgres.into(), mysql.into(), sqlite.into()]))
    }

    /// Adds the placeholder of the next bound value.
    pub(in crate::rust) fn bind(self) -> Self {
        self.with(Piece::Placeholder)
    }

    pub(in crate::rust) fn then(mut self, rest: Self) -> Self {
        self.0.extend(rest.0);
        self
    }

    /// Adds `parts` with `separator` between them.
    pub(in crate::rust) fn joined(self, separator: &str, parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = self;
        for (position, part) in parts.into_iter().enumerate() {
            whole = if position == 0 { whole.then(part) } else { whole.text(separator).then(part) };
        }
        whole
    }

    /// Returns the text for `dialect`.
    pub(in crate::rust) fn render(&self, dialect: Dialect) -> String {
        let mut placeholders = 0;
        self.render_by(dialect, &mut || {
            placeholders += 1;
            if dialect.capabilities().numbered_placeholders { format!("${placeholders}") } else { "?".to_owned() }
        })
    }

    /// Returns the text for `dialect` with a sign of the caller's in place of each placeholder.
    pub(in crate::rust) fn render_with(&self, dialect: Dialect, place: char) -> String {
        self.render_by(dialect, &mut || place.to_string())
    }

    fn render_by(&self, dialect: Dialect, place: &mut dyn FnMut() -> String) -> String {
        self.0.iter().map(|piece| piece.render(dialect, place)).collect()
    }

    fn with(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }
}

impl From<&str> for Statement {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Piece {
    fn render(&self, dialect: Dialect, place: &mut dyn FnMut() -> String) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Name(name) => dialect.identifier(name),
            Self::Table(name) => dialect.table(name),
            Self::Literal(text) => dialect.text_literal(text),
            Self::Bool(value) => dialect.bool_literal(*value).to_owned(),
            Self::Each([postgres, mysql, sqlite]) => match dialect {
                Dialect::Postgres => postgres.render_by(dialect, place),
                Dialect::MySql => mysql.render_by(dialect, place),
                Dialect::Sqlite => sqlite.render_by(dialect, place),
            },
            Self::Placeholder => place(),
        }
    }
}
