//! Keys, references, checks and indexes without their names, so that what the definition asks for can be found among
//! what is there.

use larder_format::catalogue::{Catalogue, LiveIndex, LiveTable};
use larder_format::{plan, qualified};

use crate::dialect::Dialect;
use crate::pull::entity::sql;
use crate::pull::expression::{self, SqlExpression};
use crate::sql::physical::{self, PhysicalIndex, PhysicalIndexKind};

/// What a part of a table is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PartShape {
    Primary(Vec<String>),
    Unique {
        columns: Vec<String>,
        nulls_equal: bool,
    },
    Reference {
        columns: Vec<String>,
        parent: String,
        theirs: Vec<String>,
        on_delete: String,
    },
    Check(ComparedText),
    Computed(String, ComparedText),
    Index {
        unique: bool,
        method: String,
        parts: Vec<IndexPart>,
        condition: Option<ComparedText>,
        nulls_equal: bool,
        /// Columns that stand in it beside its parts.
        include: Vec<String>,
    },
    /// An index in the words of the database.
    Said(String),
}

/// A part of an index: the column or expression, whether it descends, whether nulls come first, and what else is said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct IndexPart {
    /// A column is itself in either way.
    text: ComparedText,
    descends: bool,
    nulls_first: bool,
    others: String,
}

/// An expression, as it is understood or as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ComparedText {
    Read(SqlExpression),
    Written(String),
}

/// A part that is there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LiveShape {
    pub(super) name: Option<String>,
    pub(super) shape: PartShape,
    /// How the database says it.
    pub(super) what: String,
    /// What follows the table in the statement that makes the index.
    pub(super) text: Option<String>,
}

impl ComparedText {
    fn of(text: &str, dialect: Dialect) -> Self {
        expression::parse(text, dialect).map_or_else(|| Self::Written(text.to_owned()), Self::Read)
    }
}

impl PartShape {
    /// Returns the parts of a table that larder would make, with their names.
    pub(super) fn all(table: &physical::Table, dialect: Dialect) -> Vec<(String, Self)> {
        let names = |spelled: &[String]| spelled.iter().map(|name| folded(&dialect.bare(name), dialect)).collect();
        let mut all = Vec::new();
        if let Some(key) = &table.primary_key {
            all.push((dialect.bare(&key.name), Self::Primary(names(&key.columns))));
        }
        for key in &table.uniques {
            let shape = Self::Unique { columns: names(&key.columns), nulls_equal: key.nulls_equal };
            all.push((dialect.bare(&key.name), shape));
        }
        for key in &table.foreign_keys {
            let (columns, theirs) = paired(names(&key.columns), names(&key.parent_columns));
            let parent: Vec<String> = key.parent.split('.').map(|part| dialect.bare(part)).collect();
            let (parent, on_delete) = (parent.join("."), action(key.on_delete, dialect));
            let shape = Self::Reference { columns, parent, theirs, on_delete };
            all.push((dialect.bare(&key.name), shape));
        }
        for check in &table.checks {
            all.push((dialect.bare(&check.name), Self::check(&check.expression, dialect)));
        }
        all.extend(table.indexes.iter().map(|index| (dialect.bare(&index.name), Self::index(index, dialect))));
        for column in &table.columns {
            if let Some(computed) = &column.generated {
                let name = folded(&dialect.bare(&column.name), dialect);
                let text = ComparedText::of(&computed.expression, dialect);
                all.push((format!("column {name}"), Self::Computed(name, text)));
            }
        }
        all
    }

    /// Returns a check with this condition.
    pub(super) fn check(expression: &str, dialect: Dialect) -> Self {
        Self::Check(ComparedText::of(expression, dialect))
    }

    fn index(index: &PhysicalIndex, dialect: Dialect) -> Self {
        if let Some(text) = &index.text {
            return Self::Said(text.clone());
        }
        let method = match index.kind {
            PhysicalIndexKind::Gin => "gin",
            PhysicalIndexKind::FullText => "fulltext",
            PhysicalIndexKind::Ordered | PhysicalIndexKind::Unique | PhysicalIndexKind::UniqueNullsEqual => "btree",
        };
        Self::Index {
            unique: matches!(index.kind, PhysicalIndexKind::Unique | PhysicalIndexKind::UniqueNullsEqual),
            method: method.to_owned(),
            parts: index.parts.iter().map(|part| self::part(part, method == "btree", dialect)).collect(),
            condition: index.condition.as_ref().map(|condition| ComparedText::of(condition, dialect)),
            nulls_equal: index.kind == PhysicalIndexKind::UniqueNullsEqual,
            include: index.include.iter().map(|name| dialect.bare(name)).collect(),
        }
    }

    /// Whether the part serves in the place of the other: another action of the same reference, a unique index in place
    /// of a unique constraint.
    pub(super) fn is_nearly(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Reference { columns, parent, theirs, .. },
                Self::Reference { columns: c, parent: p, theirs: t, .. },
            ) => (columns, parent, theirs) == (c, p, t),
            (
                Self::Index { unique: true, parts, condition: None, nulls_equal, .. },
                Self::Unique { columns, nulls_equal: equal },
            ) => {
                nulls_equal == equal
                    && parts.len() == columns.len()
                    && parts
                        .iter()
                        .zip(columns)
                        .all(|(part, column)| part.text == ComparedText::Read(SqlExpression::Column(column.clone())))
            }
            _ => false,
        }
    }
}

impl LiveShape {
    /// Whether it is an index in the words of the database: by its text, or, since servers print a text otherwise than
    /// it was written, by its name.
    pub(super) fn is_said(&self, name: &str, shape: &PartShape) -> bool {
        match shape {
            PartShape::Said(text) => {
                let is_index = matches!(self.shape, PartShape::Index { .. } | PartShape::Unique { .. });
                self.text.as_ref() == Some(text) || is_index && self.name.as_deref() == Some(name)
            }
            _ => false,
        }
    }

    /// Returns what it is told by: its name, or its columns.
    pub(super) fn subject(&self) -> String {
        self.name.clone().unwrap_or_else(|| match &self.shape {
            PartShape::Primary(columns) | PartShape::Unique { columns, .. } | PartShape::Reference { columns, .. } => {
                columns.join(", ")
            }
            _ => String::new(),
        })
    }

    /// Returns the parts of a table that is there.
    pub(super) fn all(table: &LiveTable, catalogue: &Catalogue) -> Vec<Self> {
        let dialect = catalogue.dialect;
        let names = |columns: &[String]| columns.iter().map(|name| folded(name, dialect)).collect::<Vec<_>>();
        let mut all = Vec::new();
        if let Some(key) = &table.primary {
            let what = format!("PRIMARY KEY ({})", key.columns.join(", "));
            all.push(Self { name: key.name.clone(), shape: PartShape::Primary(names(&key.columns)), what, text: None });
        }
        for key in &table.uniques {
            let shape = PartShape::Unique { columns: names(&key.columns), nulls_equal: key.nulls_equal };
            all.push(Self {
                name: key.name.clone(),
                shape,
                what: format!("UNIQUE ({})", key.columns.join(", ")),
                text: sql::index_text(&sql::unique_index(key), None, dialect),
            });
        }
        for key in &table.references {
            let parent = catalogue.tables.iter().find(|parent| parent.name == key.parent);
            let own = parent.and_then(|parent| parent.primary.as_ref()).map_or(&[][..], |key| &key.columns);
            let theirs = names(if key.parent_columns.is_empty() { own } else { &key.parent_columns });
            let (columns, theirs) = paired(names(&key.columns), theirs);
            let is_plain = !dialect.capabilities().schemas;
            let parent = if is_plain { qualified::plain(&key.parent).to_owned() } else { key.parent.clone() };
            let on_delete = action(&key.on_delete, dialect);
            let shape = PartShape::Reference { columns, parent, theirs, on_delete };
            let what = format!("FOREIGN KEY ({}) REFERENCES {}", key.columns.join(", "), key.parent);
            all.push(Self { name: key.name.clone(), shape, what, text: None });
        }
        for check in &table.checks {
            let shape = PartShape::check(&check.expression, dialect);
            if is_of_type(&shape, dialect) {
                continue;
            }
            all.push(Self {
                name: check.name.clone(),
                shape,
                what: format!("CHECK ({})", check.expression),
                text: None,
            });
        }
        all.extend(table.indexes.iter().map(|index| Self::index(index, dialect)));
        for column in &table.columns {
            if let Some(expression) = &column.generated {
                let shape = PartShape::Computed(folded(&column.name, dialect), ComparedText::of(expression, dialect));
                let what = format!("GENERATED ALWAYS AS ({expression})");
                all.push(Self { name: Some(column.name.clone()), shape, what, text: None });
            }
        }
        all
    }

    fn index(index: &LiveIndex, dialect: Dialect) -> Self {
        let part = |part: &larder_format::catalogue::LivePart| IndexPart {
            text: match part.is_expression {
                true => ComparedText::of(&part.text, dialect),
                false => ComparedText::Read(SqlExpression::Column(folded(&part.text, dialect))),
            },
            descends: part.descending,
            nulls_first: part
                .nulls_first
                .unwrap_or(part.descending && dialect == Dialect::Postgres && index.method == "btree"),
            others: part.others.clone(),
        };
        let parts: Vec<IndexPart> = index.parts.iter().map(part).collect();
        let texts: Vec<&str> = index.parts.iter().map(|part| part.text.as_str()).collect();
        let kind = if index.unique { "UNIQUE INDEX" } else { "INDEX" };
        let what = format!("{kind} ({})", texts.join(", "));
        Self {
            name: Some(index.name.clone()),
            shape: PartShape::Index {
                unique: index.unique,
                method: index.method.clone(),
                parts,
                condition: index.condition.as_ref().map(|condition| ComparedText::of(condition, dialect)),
                nulls_equal: index.nulls_equal,
                include: index.include.clone(),
            },
            what,
            text: sql::index_text(index, None, dialect),
        }
    }
}

/// `name DESC NULLS LAST`
fn part(text: &str, is_ordered: bool, dialect: Dialect) -> IndexPart {
    let (text, nulls) = match (text.strip_suffix(" NULLS FIRST"), text.strip_suffix(" NULLS LAST")) {
        (Some(before), _) => (before, Some(true)),
        (_, Some(before)) => (before, Some(false)),
        (None, None) => (text, None),
    };
    let (text, descends) = text.strip_suffix(" DESC").map_or((text, false), |before| (before, true));
    let (name, others) = text.split_once(' ').filter(|_| !is_ordered).unwrap_or((text, ""));
    let (name, others) = beginning(name, dialect).unwrap_or((name, others));
    IndexPart {
        text: match name.contains('(') {
            true => ComparedText::of(name, dialect),
            false => ComparedText::Read(SqlExpression::Column(folded(&dialect.bare(name), dialect))),
        },
        descends,
        nulls_first: nulls.unwrap_or(descends && dialect == Dialect::Postgres && is_ordered),
        others: others.to_owned(),
    }
}

/// Takes apart `body(191)`, the beginning of a column.
fn beginning(part: &str, dialect: Dialect) -> Option<(&str, &str)> {
    let at = part.rfind('(').filter(|_| dialect == Dialect::MySql)?;
    let (name, length) = part.split_at(at);
    let digits = length.strip_prefix('(')?.strip_suffix(')')?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some((name, length))
}

/// MariaDB's JSON is a text with a check that it makes by itself.
fn is_of_type(shape: &PartShape, dialect: Dialect) -> bool {
    let is_json = |name: &str| dialect == Dialect::MySql && name == "json_valid";
    matches!(shape, PartShape::Check(ComparedText::Read(SqlExpression::Call(name, _))) if is_json(name))
}

/// Returns the columns of a reference on both sides in one order: in which they are written makes no difference.
fn paired(columns: Vec<String>, theirs: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut pairs: Vec<(String, String)> = columns.into_iter().zip(theirs).collect();
    pairs.sort();
    pairs.into_iter().unzip()
}

/// On MySQL the two are one.
fn action(said: &str, dialect: Dialect) -> String {
    if dialect == Dialect::MySql && said == "NO ACTION" { "RESTRICT".to_owned() } else { said.to_owned() }
}

fn folded(name: &str, dialect: Dialect) -> String {
    if dialect == Dialect::Postgres { name.to_owned() } else { name.to_lowercase() }
}

/// Returns the names of a table's parts.
pub(super) fn names(table: &mut plan::Table) -> impl Iterator<Item = &mut String> {
    let keys = table.uniques.iter_mut().map(|key| &mut key.name);
    let references = table.foreign_keys.iter_mut().map(|key| &mut key.name);
    let checks = table.checks.iter_mut().map(|check| &mut check.name);
    let indexes = table.indexes.iter_mut().map(|index| &mut index.name);
    std::iter::once(&mut table.primary_key.name).chain(keys).chain(references).chain(checks).chain(indexes)
}
