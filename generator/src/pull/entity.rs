//! A table as the pieces of an entity.

mod fields;
mod keys;
mod reference;
pub(super) mod sql;

use larder_format::catalogue::{Catalogue, LiveTable};

use super::checks::{self, ColumnChecks};
use super::column::ColumnWords;
use super::miss::{Miss, MissKind};
use super::name::EntityNames;
use super::piece::{EntityPiece, SaidDoc};
use crate::check::field::comments;
use crate::dialect::Dialect;
use crate::name::snake;

/// Policies of larder's stand on the table.
const TENANT_ROWS: &str = "TENANT-ROWS";

/// How the rows lie in partitions: `PARTITIONED-BY-RANGE-(created_at)`.
const PARTITIONED_BY: &str = "PARTITIONED-BY-";

/// Returns the line that says what partitions the table has.
fn partition(table: &LiveTable) -> Option<String> {
    let said = table.options.iter().find_map(|option| option.strip_prefix(PARTITIONED_BY))?;
    let (method, column) = said.split_once("-(")?;
    let column = column.trim_end_matches(')').trim_matches('"');
    let how = match method {
        "RANGE" => "every = \"month\"",
        "HASH" => "hash = 8",
        _ => return None,
    };
    let is_one = table.columns.iter().any(|other| other.name == column);
    is_one.then(|| format!("partition = {{ by = \"{column}\", {how} }}  # with the period or the number that it has"))
}

/// A table, and what is found out about it.
struct Subject<'a> {
    catalogue: &'a Catalogue,
    table: &'a LiveTable,
    dialect: Dialect,
    misses: Vec<Miss>,
}

impl Subject<'_> {
    fn miss(&mut self, kind: MissKind, subject: &str, what: impl Into<String>, why: impl Into<String>) {
        self.misses.push(Miss {
            kind,
            table: self.table.name.clone(),
            subject: subject.to_owned(),
            what: what.into(),
            why: why.into(),
        });
    }

    /// Tells whether two names of columns are one: only PostgreSQL tells capitals.
    fn is_same(&self, first: &str, second: &str) -> bool {
        if self.dialect == Dialect::Postgres { first == second } else { first.eq_ignore_ascii_case(second) }
    }

    /// Returns the columns that the primary key has.
    fn primary(&self) -> &[String] {
        self.table.primary.as_ref().map_or(&[], |key| &key.columns)
    }

    fn is_primary(&self, column: &str) -> bool {
        self.primary().iter().any(|name| self.is_same(name, column))
    }
}

/// A column with what its checks ask and what a definition says of its type.
struct Typed {
    checks: ColumnChecks,
    words: Result<ColumnWords, String>,
}

/// Returns the pieces of a table, and what they leave out.
pub(super) fn piece(catalogue: &Catalogue, table: &LiveTable, names: &mut EntityNames) -> (EntityPiece, Vec<Miss>) {
    let mut subject = Subject { catalogue, table, dialect: catalogue.dialect, misses: Vec::new() };
    options(&mut subject);
    let typed: Vec<Typed> = table
        .columns
        .iter()
        .map(|column| {
            let checks = checks::of(column, table, catalogue.dialect);
            let words = super::column::words(column, table, &checks, catalogue.dialect);
            Typed { checks, words }
        })
        .collect();
    let mut piece = EntityPiece {
        name: names.claim(&table.name),
        table: table.name.clone(),
        doc: SaidDoc::of(table.comment.as_ref(), comments::MOST_OF_TABLE),
        keyless: table.primary.is_none(),
        fields: fields::of(&typed, &mut subject),
        uniques: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        ties: Vec::new(),
        belongs_to: Vec::new(),
        proposals: Vec::new(),
        renamed: false,
    };
    piece.belongs_to = reference::composite(&mut subject);
    keys::uniques(&mut piece, &mut subject);
    keys::indexes(&mut piece, &mut subject);
    sql::checks(&mut piece, &mut subject);
    piece.proposals = proposals(&piece);
    if table.options.iter().any(|option| option == TENANT_ROWS) {
        let line = "row_level_security = true  # once the reference to its tenant has `tenant = true`";
        piece.proposals.push(line.to_owned());
    }
    piece.proposals.extend(partition(table));
    for other in &table.others {
        subject.miss(MissKind::Left, "", other.clone(), "it is no key, index or check of a definition");
    }
    (piece, subject.misses)
}

/// Lists what no definition says of a whole table.
fn options(subject: &mut Subject<'_>) {
    let own = |option: &String| {
        let option = option.to_ascii_uppercase();
        ["STRICT", "ENGINE=INNODB", "DEFAULT CHARSET=UTF8MB4", "COLLATE=UTF8MB4_BIN"].contains(&option.as_str())
    };
    let options: Vec<String> = subject.table.options.iter().filter(|option| !own(option)).cloned().collect();
    for option in options {
        if option == TENANT_ROWS {
            let why = "nothing tells which reference leads to the tenant; mark it, and policies come with it";
            subject.miss(MissKind::Left, "", "row level security", why);
            continue;
        }
        if option.starts_with(PARTITIONED_BY) {
            let why = "only a person knows the period; add the line and generate, and `baseline` that migration too";
            subject.miss(MissKind::Left, "", "partitions", why);
            continue;
        }
        subject.miss(MissKind::Otherwise, "", option, "a table made from the definition is a plain one");
    }
    if subject.dialect == Dialect::Sqlite && !subject.table.options.iter().any(|o| o.eq_ignore_ascii_case("STRICT")) {
        let why = "larder's tables are STRICT; a change that makes this one anew makes it so";
        subject.miss(MissKind::Otherwise, "", "not STRICT", why);
    }
}

/// Returns what a person may want to turn on, since a name suggests it.
fn proposals(piece: &EntityPiece) -> Vec<String> {
    let mut lines = Vec::new();
    for field in &piece.fields {
        let name = snake(&field.name);
        if ["deleted_at", "removed_at", "archived_at"].contains(&name.as_str())
            && field.nullable
            && field.ty() == "timestamp"
        {
            lines.push(format!("soft_delete = \"{}\"  # if a row that has it counts as deleted", field.name));
        }
        let is_counted = ["i32", "i64"].contains(&field.ty()) && !field.nullable && field.reference.is_none();
        if ["version", "revision", "lock_version", "row_version"].contains(&name.as_str()) && is_counted {
            lines.push(format!("version = \"{}\"  # if every update is to increment it", field.name));
        }
    }
    lines
}
