//! Statements that write.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::clause::{equals, equals_value, filter, is_null, selected, sum, value};
use super::form::{Form, Part, Shape};
use super::read::{self, in_keys, one_row, select};
use super::statement::Statement;
use crate::dialect::Dialect;
use crate::ir::{Field, FieldType, Scalar, Unique};
use crate::native;
use crate::rust::model::{Model, tokens};

/// Returns the statements that write: those of every table, of every key, and of what the entity can do.
pub(super) fn statements(model: &Model<'_>) -> Vec<Form> {
    let mut forms = vec![table(model)];
    forms.extend(model.entity.has_key().then(|| by_key(model)));
    if !model.changeable_fields().is_empty() {
        forms.push(update(model));
        forms.push(patch(model));
    }
    forms.extend(delete_if(model));
    forms.extend(soft_delete(model));
    forms.extend(model.volatile_fields().map(|field| {
        let update = Statement::new("UPDATE ").table(&model.entity.table).text(" SET ").then(equals_value(field));
        Form::plain(format!("set_{}", field.name), update.then(filter(one_row(model.entity, true))))
    }));
    forms
}

fn table(model: &Model<'_>) -> Form {
    let members = vec![
        ("select", Part::Form(read::select_all(model))),
        ("count", Part::Form(read::count_all(model))),
        ("insert", Part::Form(insert(model))),
    ];
    Form::group("table", "TableSql", members)
}

fn by_key(model: &Model<'_>) -> Form {
    let marks = model.entity.soft_delete.map(|_| tokens::integer(1 + model.updated_fields().count()));
    let marks = marks.map_or_else(|| quote!(None), |marks| quote!(Some(#marks)));
    let aliases = aliases(model);
    let head = if model.entity.soft_delete.is_some() { mark(model) } else { delete_from(model) };
    let delete = Form::plain("delete", head.clone().then(filter(one_row(model.entity, true))));
    let mut members = read::by_key(model);
    members.extend([
        ("delete", Part::Form(delete)),
        ("delete_many", Part::Form(delete_many(model, head))),
        ("marks", Part::Constant(marks)),
        ("aliases", Part::Constant(aliases)),
    ]);
    Form::group("by_key", "KeySql", members)
}

// Expands to: Aliases::Shown
fn aliases(model: &Model<'_>) -> TokenStream {
    let is_secret = |unique: &Unique| unique.columns.iter().any(|id| model.entity.field(*id).secret);
    let uniques = &model.entity.uniques;
    let word = if uniques.iter().any(is_secret) {
        "Secret"
    } else if uniques.is_empty() {
        "None"
    } else {
        "Shown"
    };
    let (runtime, word) = (model.runtime(), format_ident!("{word}"));
    quote!(#runtime::support::Aliases::#word)
}

/// Returns the columns of an insert, in the order in which a new row binds them.
pub(crate) fn insert_columns<'a>(model: &Model<'a>) -> Vec<&'a str> {
    inserted(model).into_iter().map(|(column, _)| column).collect()
}

/// The same, with the fields that have a column of their own.
fn inserted<'a>(model: &Model<'a>) -> Vec<(&'a str, Option<&'a Field>)> {
    let of_field = |field: &'a Field| (field.column(), Some(field));
    let mut columns: Vec<_> = model.inserted_fields().map(of_field).collect();
    columns.extend(model.entity.search().map(|_| ("search_tokens", None)));
    columns.extend(model.secret_fields().map(of_field));
    columns.extend(model.row_fields().filter(|field| field.engine_default().is_some()).map(of_field));
    columns
}

/// Returns the placeholder of a value of a new row, with what the database gives in its place.
fn inserted_value(field: &Field) -> Statement {
    let Some([postgres, mysql, sqlite]) = given_by_engine(field) else { return value(field) };
    let given = Statement::default().each(postgres.as_str(), mysql.as_str(), sqlite.as_str());
    Statement::new("COALESCE(").then(value(field)).text(", ").then(given).text(")")
}

/// Returns what each database gives a new row that brings no value.
///
/// MySQL and MariaDB make of a value and an expression what both can be: of a text and `uuid()` a UUID on MariaDB, and
/// a text of fewer characters on MySQL.
fn given_by_engine(field: &Field) -> Option<[String; 3]> {
    let default = field.engine_default()?;
    let is_text = matches!(field.ty, FieldType::String { .. } | FieldType::Text);
    let given = Dialect::ALL.map(|dialect| match default.of(dialect).unwrap_or("NULL") {
        text if is_text && dialect == Dialect::MySql => format!("CAST({text} AS CHAR)"),
        text => text.to_owned(),
    });
    Some(given)
}

/// Returns what databases give in the place of values of a new row, by their places.
// Expands to: (2, EngineDefault { postgres: "gen_random_uuid()", mysql: "UUID()", sqlite: "randomblob(16)" })
fn engine_defaults(model: &Model<'_>) -> Vec<TokenStream> {
    let runtime = model.runtime();
    let default = |(place, (_, field)): (usize, (&str, Option<&Field>))| {
        let [postgres, mysql, sqlite] = given_by_engine(field?)?;
        let place = tokens::integer(place);
        let default = quote!(#runtime::support::EngineDefault);
        Some(quote!((#place, #default { postgres: #postgres, mysql: #mysql, sqlite: #sqlite })))
    };
    inserted(model).into_iter().enumerate().filter_map(default).collect()
}

/// Returns the casts of PostgreSQL's placeholders, by their places among `fields`.
// Expands to: (2, Cast { before: "", behind: "::citext" })
fn casts<'f>(model: &Model<'_>, fields: impl Iterator<Item = Option<&'f Field>>) -> Vec<TokenStream> {
    let runtime = model.runtime();
    let cast = |(place, field): (usize, Option<&Field>)| {
        let native::Cast { before, behind } = native::written(field?, Dialect::Postgres)?;
        let place = tokens::integer(place);
        Some(quote!((#place, #runtime::support::Cast { before: #before, behind: #behind })))
    };
    fields.enumerate().filter_map(cast).collect()
}

fn insert_into(model: &Model<'_>) -> Statement {
    let columns = insert_columns(model);
    Statement::new("INSERT INTO ").table(&model.entity.table).text(" (").names(columns).text(") VALUES ")
}

pub(super) fn insert_one(model: &Model<'_>) -> Statement {
    let columns = insert_columns(model);
    if columns.is_empty() {
        let table = Statement::new("INSERT INTO ").table(&model.entity.table);
        return table.each(" DEFAULT VALUES", " () VALUES ()", " DEFAULT VALUES");
    }
    let fields = inserted(model);
    let values = fields.into_iter().map(|(_, field)| field.map_or_else(|| Statement::default().bind(), inserted_value));
    insert_into(model).text("(").joined(", ", values).text(")")
}

/// Returns the end of an insert that gives back the key which the database makes, in the runtime's width; MySQL tells
/// it with the answer.
fn made_key(model: &Model<'_>) -> Option<Statement> {
    if !model.is_numbered() {
        return None;
    }
    let key = || Statement::default().name(model.key().column());
    let is_wide = *model.key().ty.stored() == FieldType::Scalar(Scalar::I64);
    let wide = if is_wide { key() } else { Statement::new("CAST(").then(key()).text(" AS BIGINT)") };
    Some(Statement::new(" RETURNING ").each(wide, "", key()))
}

/// Inserts a row or several; of rows without values it inserts one.
fn insert(model: &Model<'_>) -> Form {
    let columns = insert_columns(model).len();
    let insert = if columns == 0 { insert_one(model) } else { insert_into(model) };
    let casts = casts(model, inserted(model).into_iter().map(|(_, field)| field));
    let shape = Shape::Batch { insert, columns, made_key: made_key(model), casts, defaults: engine_defaults(model) };
    Form { name: "insert".to_owned(), shape }
}

pub(super) fn update_table(model: &Model<'_>) -> Statement {
    Statement::new("UPDATE ").table(&model.entity.table).text(" SET ")
}

/// Sets every column of the row that may change, in the order in which the row is written.
fn update(model: &Model<'_>) -> Form {
    let changeable = model.changeable_fields();
    let is_set = |field: &&Field| field.on_update_now || changeable.iter().any(|known| known.name == field.name);
    let mut sets: Vec<Statement> = model.row_fields().filter(is_set).map(equals_value).collect();
    sets.extend(model.entity.search().map(|_| equals("search_tokens")));
    let mut conditions = one_row(model.entity, true);
    sets.extend(next_version(model));
    conditions.extend(same_version(model));
    Form::plain("update", update_table(model).joined(", ", sets).then(filter(conditions)).then(returning(model)))
}

/// Returns `revision = revision + 1`, which every write of the row sets, where the entity has a version.
pub(super) fn next_version(model: &Model<'_>) -> Option<Statement> {
    let field = model.entity.field(model.entity.version?);
    let column = Statement::default().name(field.column());
    Some(column.clone().text(" = ").then(sum(field, column, Statement::new("1"))))
}

fn same_version(model: &Model<'_>) -> Option<Statement> {
    model.entity.version.map(|id| equals(model.entity.field(id).column()))
}

/// Returns the end of a write that gives back the row; MySQL has none, and is asked for the row.
pub(super) fn returning(model: &Model<'_>) -> Statement {
    let row = || Statement::new(" RETURNING ").joined(", ", model.row_fields().map(selected));
    Statement::default().each(row(), "", row())
}

/// Returns what a patch may set, each with its column; a patch names them by position.
pub(crate) fn patch_columns<'a>(model: &Model<'a>) -> Vec<(&'a str, &'a str)> {
    let fields = model.changeable_fields().into_iter().chain(model.updated_fields());
    let mut columns: Vec<_> = fields.map(|field| (field.name.as_str(), field.column())).collect();
    columns.extend(model.entity.search().map(|_| ("search_tokens", "search_tokens")));
    columns
}

fn patch(model: &Model<'_>) -> Form {
    let live = model.entity.soft_delete.map(|id| is_null(model.entity.field(id).column()).text(" AND "));
    let mut filter = Vec::new();
    let keys = model.entity.tenant.into_iter().chain(model.entity.key_ids());
    for (position, id) in keys.enumerate() {
        let start = if position == 0 {
            Statement::new(" WHERE ").then(live.clone().unwrap_or_default())
        } else {
            Statement::new(" AND ")
        };
        filter.push(start.name(model.entity.field(id).column()).text(" = "));
    }
    let update = match next_version(model) {
        Some(version) => update_table(model).then(version).text(", "),
        None => update_table(model),
    };
    let version = model.entity.version.map(|id| model.entity.field(id).column());
    let version = version.map(|name| Statement::new(" AND ").name(name).text(" = "));
    let columns = patch_columns(model).into_iter();
    let columns = columns.map(|(field, column)| (field.to_owned(), column.to_owned())).collect();
    let casts = casts(model, model.changeable_fields().into_iter().map(Some));
    let shape = Shape::Patch { update, columns, digits: patch_digits(model), casts, filter, version };
    Form { name: "patch".to_owned(), shape }
}

/// Returns the digits of decimals that a patch may set, by their places.
fn patch_digits(model: &Model<'_>) -> Vec<(usize, TokenStream)> {
    let runtime = model.runtime();
    let digits = |(place, field): (usize, &Field)| {
        let FieldType::Decimal { precision, scale } = field.ty else { return None };
        let [precision, scale] = [precision, scale].map(|digits| tokens::integer(digits as usize));
        Some((place, quote!(#runtime::support::Digits { precision: #precision, scale: #scale })))
    };
    model.changeable_fields().into_iter().enumerate().filter_map(digits).collect()
}

/// Returns what `delete` sends, where the row must have a version.
fn delete_if(model: &Model<'_>) -> Option<Form> {
    let mut conditions = one_row(model.entity, true);
    conditions.push(same_version(model)?);
    let head = if model.entity.soft_delete.is_some() { mark(model) } else { delete_from(model) };
    Some(Form::plain("delete_if", head.then(filter(conditions))))
}

/// Returns the update that marks rows as deleted.
fn mark(model: &Model<'_>) -> Statement {
    let times = model.entity.soft_delete.map(|id| model.entity.field(id)).into_iter().chain(model.updated_fields());
    let sets = times.map(|field| equals(field.column())).chain(next_version(model));
    update_table(model).joined(", ", sets)
}

/// Returns the reverse of a delete that marks, the one that removes the row, and what purges marked rows.
fn soft_delete(model: &Model<'_>) -> Vec<Form> {
    let entity = model.entity;
    let Some(deleted_at) = entity.soft_delete.map(|id| entity.field(id).column()) else { return Vec::new() };
    let mut sets = vec![Statement::default().name(deleted_at).text(" = NULL")];
    sets.extend(model.updated_fields().map(|field| equals(field.column())).chain(next_version(model)));
    let mut gone = without_life_cycle(model);
    gone.insert(0, Statement::default().name(deleted_at).text(" IS NOT NULL"));
    let restore = update_table(model).joined(", ", sets).then(filter(gone));
    let removed = delete_from(model).then(filter(without_life_cycle(model)));
    let purge = Form::group("purge", "PurgeSql", purge(model, deleted_at));
    vec![Form::plain("restore", restore), Form::plain("delete_permanently", removed), purge]
}

/// Returns what finds marked rows, those that were marked first before the others, and what removes rows.
fn purge(model: &Model<'_>, deleted_at: &str) -> Vec<(&'static str, Part)> {
    let entity = model.entity;
    let tenant = || entity.tenant.map(|id| equals(entity.field(id).column()));
    let marked = tenant().into_iter().chain([Statement::default().name(deleted_at).text(" < ").bind()]);
    let names = std::iter::once(deleted_at).chain(entity.keys().map(Field::column));
    let order = Statement::new(" ORDER BY ").names(names).text(" LIMIT ").bind();
    let marked = select(model).then(filter(marked.collect())).then(order);
    let removed = in_keys(entity, delete_from(model), tenant().into_iter().collect());
    vec![
        ("marked", Part::Form(Form::plain("purge", marked))),
        ("remove", Part::Form(Form { name: "purge".to_owned(), shape: removed })),
    ]
}

/// Finds one row whether or not it counts as deleted.
fn without_life_cycle(model: &Model<'_>) -> Vec<Statement> {
    let keys = model.entity.tenant.into_iter().chain(model.entity.key_ids());
    keys.map(|id| equals(model.entity.field(id).column())).collect()
}

fn delete_from(model: &Model<'_>) -> Statement {
    Statement::new("DELETE FROM ").table(&model.entity.table)
}

fn delete_many(model: &Model<'_>, head: Statement) -> Form {
    let shape = in_keys(model.entity, head, super::clause::scope(model.entity, true));
    Form { name: "delete_many".to_owned(), shape }
}
