//! A definition in the making: what can be said of each table, in parts that can be given up one by one.

/// A key of an inline table and its value as TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidEntry {
    pub(super) key: &'static str,
    pub(super) value: String,
}

impl SaidEntry {
    pub(super) fn new(key: &'static str, value: impl Into<String>) -> Self {
        Self { key, value: value.into() }
    }
}

/// A comment of the database's as documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidDoc {
    pub(super) text: String,
    /// The definition makes it one of the database, too.
    pub(super) is_comment: bool,
}

impl SaidDoc {
    /// Returns what a comment says, unless nothing; one of more than `most` characters is documentation alone.
    pub(super) fn of(comment: Option<&String>, most: usize) -> Option<Self> {
        let text = comment.filter(|comment| !comment.is_empty())?.clone();
        Some(Self { is_comment: text.chars().count() <= most, text })
    }

    pub(super) fn entries(&self) -> Vec<SaidEntry> {
        let doc = SaidEntry::new("doc", super::print::text(&self.text));
        std::iter::once(doc).chain(self.is_comment.then(|| SaidEntry::new("comment", "true"))).collect()
    }
}

/// An entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EntityPiece {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) doc: Option<SaidDoc>,
    /// The table has no primary key.
    pub(super) keyless: bool,
    pub(super) fields: Vec<FieldPiece>,
    pub(super) uniques: Vec<KeyPiece>,
    pub(super) indexes: Vec<KeyPiece>,
    /// Checks over several columns.
    pub(super) checks: Vec<KeyPiece>,
    pub(super) ties: Vec<TiePiece>,
    pub(super) belongs_to: Vec<CompositePiece>,
    /// Lines of comment with a proposal each: `soft_delete = "deleted_at"`.
    pub(super) proposals: Vec<String>,
    /// Whether the name was changed once already, since it was refused.
    pub(super) renamed: bool,
}

/// Another table whose rows a table in between ties to those of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TiePiece {
    pub(super) with: String,
    pub(super) through: String,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldPiece {
    pub(super) name: String,
    pub(super) column: String,
    /// The column may be null.
    pub(super) nullable: bool,
    /// The reference, where the column is one.
    pub(super) reference: Option<ReferencePiece>,
    /// Type and rules, where it is none or cannot be said as one.
    pub(super) plain: Vec<SaidEntry>,
    /// What holds in both cases.
    pub(super) attributes: Vec<SaidEntry>,
    pub(super) doc: Option<SaidDoc>,
    /// The unique key over this column alone, by its name in the database.
    pub(super) unique: Option<String>,
    /// A reference holds it in place of the primary key, so that it must not change.
    pub(super) referred: bool,
    pub(super) renamed: bool,
}

/// A reference to the key of another entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReferencePiece {
    /// The table of the parent, whose entity may still get another name.
    pub(super) parent: String,
    /// The column of the parent that it holds in place of the primary key.
    pub(super) by: Option<String>,
    pub(super) entries: Vec<SaidEntry>,
    /// How the database says it.
    pub(super) what: String,
    /// The constraint.
    pub(super) name: String,
}

/// A reference that several fields hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CompositePiece {
    /// The columns of both sides, in the order of the parent's key.
    pub(super) pairs: Vec<(String, String)>,
    /// What it has in common with one of a single field; `by` is the first of the parent's columns where these are not
    /// its primary key.
    pub(super) reference: ReferencePiece,
    /// The name in methods, where another reference is to the same parent.
    pub(super) called: Option<String>,
}

/// A key or an index over fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyPiece {
    /// The columns, each with its order; a field may still get another name.
    pub(super) columns: Vec<(String, &'static str)>,
    /// `on`, or `contains`.
    pub(super) key: &'static str,
    pub(super) entries: Vec<SaidEntry>,
    /// The name in the database.
    pub(super) name: String,
    /// How the database says it.
    pub(super) what: String,
}

impl FieldPiece {
    /// Returns the type without the mark of null; empty for an enum.
    pub(super) fn ty(&self) -> &str {
        let ty = self.plain.iter().find(|entry| entry.key == "type");
        ty.map_or("", |entry| entry.value.trim_matches('"').trim_end_matches('?'))
    }

    /// Whether it says that the database has no check of the column.
    pub(super) fn is_unchecked(&self) -> bool {
        self.attributes.iter().any(|entry| entry.key == super::UNCHECKED)
    }

    /// Takes out an entry.
    pub(super) fn without(&mut self, key: &str) {
        self.attributes.retain(|entry| entry.key != key);
        self.plain.retain(|entry| entry.key != key);
        if let Some(reference) = &mut self.reference {
            reference.entries.retain(|entry| entry.key != key);
        }
    }
}
