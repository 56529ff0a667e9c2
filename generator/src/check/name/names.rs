//! Checks names of entities, tables and fields: case, length, and words that are taken.

use larder_format::qualified;

use crate::check::entity::CheckedEntity;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{FieldDraft, Text},
    ir::{Field, FieldId, FieldType, JsonShape},
    name,
};

/// Bytes in an identifier: PostgreSQL has the least, MySQL allows 64.
const MAX_BYTES: usize = 63;

/// Methods of `New…` and `…Patch`, beside which every field has one of its own.
const BUILDER_METHODS: &[&str] = &["apply", "into_row", "new", "validate"];

/// Methods of a repository, beside which secret and volatile fields have accessors.
pub(in crate::check) const REPOSITORY_METHODS: &[&str] = &[
    "add",
    "count",
    "create",
    "create_many",
    "delete",
    "delete_if",
    "delete_many",
    "delete_permanently",
    "exists",
    "find",
    "find_many",
    "get",
    "increment",
    "list",
    "load",
    "new",
    "patch",
    "patch_expecting",
    "patch_if",
    "patch_many",
    "patch_with",
    "purge",
    "restore",
    "search",
    "stream",
    "transaction",
    "update",
    "upsert",
];

/// Columns that PostgreSQL gives every table.
const SYSTEM_COLUMNS: &[&str] = &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// Columns that InnoDB has in tables of its own.
const INNODB_COLUMNS: &[&str] = &["db_roll_ptr", "db_row_id", "db_trx_id", "fts_doc_id"];

/// Beginnings of names that are kept for others: the migrator's tables, and those of PostgreSQL's and SQLite's own.
const TABLE_PREFIXES: &[&str] = &["larder_", "pg_", "sqlite_"];

/// Variables of the methods whose arguments are the columns of keys and indexes.
const VARIABLES: &[&str] = &[
    "alias",
    "binds",
    "error",
    "key_of",
    "load",
    "matches",
    "now",
    "page",
    "patch",
    "set",
    "tenant",
    "invalidated",
    "unit",
];

/// Entities that would have the file of something else.
const FILES: &[&str] = &["Mod", "Values"];

/// Types that generated code names without a path.
const TYPES: &[&str] = &[
    "AcrossTenants",
    "Arc",
    "AsyncFnOnce",
    "Executor",
    "Box",
    "CacheKey",
    "Config",
    "Cursor",
    "Default",
    "Err",
    "Error",
    "From",
    "Into",
    "IntoIterator",
    "Json",
    "None",
    "Ok",
    "Option",
    "Page",
    "Paged",
    "Region",
    "Regions",
    "Result",
    "Row",
    "Self",
    "Session",
    "Some",
    "Sql",
    "Store",
    "StoreTransaction",
    "String",
    "TenantScope",
    "Timestamp",
    "ToString",
    "Invalidate",
    "Uuid",
    "Vec",
    "Violations",
];

/// Names have their case, are free, and fit every database.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    type_name(&subject.draft.name, "entity", diagnostics);
    if FILES.contains(&&*subject.entity.name) {
        diagnostics.push(reserved(&subject.draft.name, "a generated file has this name"));
    }
    let rows = subject.entity.rows();
    if name::STORE_METHODS.contains(&&*rows) {
        let message = format!("`{}` is taken: the store has a method `{rows}`", subject.entity.name);
        let help = "choose another name for the entity";
        diagnostics.push(Diagnostic::error(Code::ReservedName, subject.origin(), message).help(help));
    }
    if let Some(prefix) =
        TABLE_PREFIXES.iter().find(|prefix| qualified::plain(&subject.entity.table).starts_with(**prefix))
    {
        let message = format!("the table `{}` is taken: the prefix `{prefix}` is reserved", subject.entity.table);
        let help = "choose another name with `table = \"…\"`";
        diagnostics.push(Diagnostic::error(Code::ReservedName, subject.table_origin(), message).help(help));
    }
    if let Some(table) = subject.draft.view.as_ref().or(subject.draft.table.as_ref()) {
        if !is_database_name(&table.value) {
            let message = format!("`{}` is not a table name that every database takes", table.value);
            diagnostics.push(Diagnostic::error(Code::TableName, table.origin, message).help(DATABASE_NAME));
        }
        length(table, diagnostics);
    }
    schema_name(subject, diagnostics);
    for (field, draft) in subject.entity.fields.iter().zip(&subject.draft.fields) {
        field_name(&draft.name, diagnostics);
        let accessor = field.secret || field.volatile;
        let taken = BUILDER_METHODS.contains(&&*field.name) || accessor && REPOSITORY_METHODS.contains(&&*field.name);
        if taken {
            diagnostics.push(reserved(&draft.name, "a generated method has this name"));
        }
        column_name(field, draft, diagnostics);
        if VARIABLES.contains(&&*field.name) && is_argument(subject, field) {
            diagnostics.push(reserved(&draft.name, "the generated lookup methods have a variable of this name"));
        }
        if let Some(was) = &draft.was
            && subject.entity.fields.iter().any(|known| known.column() == was.value)
        {
            let message = format!("`{}` still exists, so `{}` cannot be its new name", was.value, field.column());
            let help = "remove `was`, or rename the other field";
            diagnostics.push(Diagnostic::error(Code::KeyConflict, was.origin, message).help(help));
        }
    }
    duplicate_columns(subject, diagnostics);
}

/// Checks what the schema of a table is called.
fn schema_name(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let Some(schema) = &subject.draft.schema else { return };
    let name = schema.value.as_str();
    if subject.draft.view.is_some() {
        let message = "`schema` is for tables; the text that makes a view says its schema";
        let help = "remove `schema`, and write `CREATE VIEW` without one: the view is found by the connection's path";
        diagnostics.push(Diagnostic::error(Code::ViewSchema, schema.origin, message).help(help));
    } else if !is_database_name(name) {
        let message = format!("`{name}` is not a name of a schema");
        diagnostics.push(Diagnostic::error(Code::TableSchema, schema.origin, message).help(DATABASE_NAME));
    } else if name.starts_with("pg_") || name == "information_schema" {
        let message = format!("the schema `{name}` is PostgreSQL's own");
        let help = "name a schema of your own, such as `auth`";
        diagnostics.push(Diagnostic::error(Code::TableSchema, schema.origin, message).help(help));
    }
    length(schema, diagnostics);
}

/// Checks what the column of a field is called.
fn column_name(field: &Field, draft: &FieldDraft, diagnostics: &mut Diagnostics) {
    let name = draft.column.as_ref().unwrap_or(&draft.name);
    if SYSTEM_COLUMNS.contains(&field.column()) {
        diagnostics.push(reserved(name, "every PostgreSQL table has a system column of this name"));
    }
    if INNODB_COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(field.column())) {
        diagnostics.push(reserved(name, "MySQL and MariaDB reserve this column name"));
    }
    if let Some(column) = &draft.column {
        if !is_column_name(&column.value) {
            let message = format!("`{}` is not a column name that every database takes", column.value);
            diagnostics.push(Diagnostic::error(Code::ColumnName, column.origin, message).help(DATABASE_NAME));
        }
        length(column, diagnostics);
    }
}

/// The words at the end say the order of an index's column.
fn is_column_name(name: &str) -> bool {
    let is_order = [" desc", " nulls first", " nulls last"].iter().any(|end| name.ends_with(end));
    is_database_name(name) && !is_order
}

/// What helps where a name is none of a table or column.
const DATABASE_NAME: &str = "write letters, digits, and `_`, `-`, `$`, `#`, `@`, `/` or spaces between them";

/// MySQL takes no letters beyond the basic plane.
fn is_database_name(name: &str) -> bool {
    let is_taken = |c: char| c.is_alphanumeric() && c <= '\u{ffff}' || "_-$#@/ ".contains(c);
    !name.is_empty() && name.trim() == name && name.chars().all(is_taken)
}

/// Tells whether methods take the field by its name: it is in a key or an index, or is bound as typed JSON.
fn is_argument(subject: &CheckedEntity<'_>, field: &Field) -> bool {
    let entity = subject.entity;
    let named = |id: &FieldId| entity.fields.get(id.0).is_some_and(|known| known.name == field.name);
    entity.primary.iter().any(named)
        || entity.uniques.iter().any(|unique| unique.columns.iter().any(named))
        || entity.indexes.iter().flat_map(|index| &index.columns).any(|column| named(&column.field))
        || matches!(&field.ty, FieldType::Json(shape) if *shape != JsonShape::Any)
}

/// Checks the name of an entity, a named type or an enum.
pub(in crate::check) fn type_name(name: &Text, kind: &str, diagnostics: &mut Diagnostics) {
    if !name::is_upper_camel(&name.value) {
        let message = format!("the name of the {kind} `{}` is not in upper camel case", name.value);
        let help = format!("write `{}`", name::upper_camel(&name::snake(&name.value)));
        diagnostics.push(Diagnostic::error(Code::EntityName, name.origin, message).help(help));
    } else if kind == "entity" && name::is_unusable(&name::snake(&name.value)) {
        diagnostics.push(reserved(name, "the name of its module is a reserved word in Rust"));
    } else if TYPES.contains(&&*name.value) {
        diagnostics.push(reserved(name, "the generated code uses a type of this name"));
    }
    length(name, diagnostics);
}

/// Checks the name of a field, of an entity or of a struct.
pub(in crate::check) fn field_name(name: &Text, diagnostics: &mut Diagnostics) {
    if name::is_unusable(&name.value) {
        diagnostics.push(reserved(name, "it is a reserved word in Rust"));
    } else if !name::is_snake(&name.value) {
        let message = format!("the field `{}` is not in snake case", name.value);
        let help = format!("write `{}`", name::snake(&name.value));
        diagnostics.push(Diagnostic::error(Code::FieldName, name.origin, message).help(help));
    }
    length(name, diagnostics);
}

pub(in crate::check) fn reserved(name: &Text, why: &str) -> Diagnostic {
    Diagnostic::error(Code::ReservedName, name.origin, format!("`{}` is taken: {why}", name.value))
        .help("choose another name")
}

fn length(name: &Text, diagnostics: &mut Diagnostics) {
    if name.value.len() > MAX_BYTES {
        let message = format!("this name is {} bytes long, but PostgreSQL allows {MAX_BYTES}", name.value.len());
        diagnostics.push(Diagnostic::error(Code::LongName, name.origin, message).help("choose a shorter name"));
    }
}

fn duplicate_columns(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let names: Vec<&Text> =
        subject.draft.fields.iter().map(|field| field.column.as_ref().unwrap_or(&field.name)).collect();
    for (at, name) in names.iter().enumerate() {
        let same = |other: &str| other.to_lowercase() == name.value.to_lowercase();
        if let Some(first) = names[..at].iter().find(|first| same(&first.value)) {
            let message = format!("the column `{}` is defined twice", name.value);
            let help = "column names are case-insensitive in databases; choose another name";
            diagnostics.push(
                Diagnostic::error(Code::DuplicateColumn, name.origin, message)
                    .related(first.origin, "first defined here")
                    .help(help),
            );
        } else if subject.entity.search().is_some() && (same("search_tokens") || same("search_id")) {
            let message = format!("`{}` is taken: the full-text index adds a column of this name", name.value);
            diagnostics
                .push(Diagnostic::error(Code::DuplicateColumn, name.origin, message).help("choose another name"));
        } else if subject.nulls_columns().any(|other| same(&other)) {
            let message = format!("`{}` is taken: MySQL orders nulls by a column of this name", name.value);
            diagnostics
                .push(Diagnostic::error(Code::DuplicateColumn, name.origin, message).help("choose another name"));
        } else if subject.digest_columns().any(|other| same(&other)) {
            let message = format!("`{}` is taken: MySQL tells unique texts apart by a column of this name", name.value);
            diagnostics
                .push(Diagnostic::error(Code::DuplicateColumn, name.origin, message).help("choose another name"));
        } else if subject.entity.search().is_some() && same("rowid") {
            let message = "`rowid` is taken: SQLite's full-text index identifies rows by this column";
            diagnostics
                .push(Diagnostic::error(Code::DuplicateColumn, name.origin, message).help("choose another name"));
        }
    }
}
