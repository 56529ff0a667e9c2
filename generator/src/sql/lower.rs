//! Tables of `plan.toml` in the words of one dialect. Each dialect has one file with the same functions in it.

mod expression;
mod mysql;
mod partition;
mod postgres;
mod scale;
mod sqlite;

pub(crate) use mysql::MOST_PARTS;
pub(super) use mysql::serves;
pub(crate) use sqlite::SEARCH_ID;

use std::collections::BTreeSet;

use larder_format::plan::{
    self, CheckRule, ColumnType, DefaultValue, Deferrable, Index, Partition, ReferentialAction, RowSecurity, Search,
    Unique,
};
use larder_format::qualified;

use super::physical::{self, PhysicalIndex, PhysicalIndexKind, naming};
use super::rules::{Rules, RulesPair};
use crate::dialect::Dialect;

/// What a dialect's file says.
struct Lowering {
    /// The table in the key shape of a spread database, where the dialect has one.
    shaped: fn(&plan::Table) -> Option<plan::Table>,
    column_type: fn(&plan::Column) -> String,
    /// `None`: the dialect leaves this value to the application.
    default: fn(&DefaultValue, &plan::Column) -> Option<String>,
    /// What the type alone asks of the value.
    type_check: fn(&CheckedColumn<'_>) -> Option<String>,
    /// What a rule asks beyond the type.
    rule: fn(&CheckRule, &CheckedColumn<'_>) -> Option<String>,
    unique: fn(&plan::Table, &Unique, &mut physical::Table),
    index: fn(&plan::Table, &Index, Rules, &mut physical::Table),
    /// What the dialect makes of an index in the user's own words.
    said_index: fn(&plan::Table, PhysicalIndex, &mut physical::Table) -> PhysicalIndex,
    search: fn(&Search, &mut physical::Table),
    /// Lays rows out in partitions, where the database can.
    partition: fn(&plan::Table, &Partition, &mut physical::Table),
    /// Hides rows, where the database can.
    policy: fn(&plan::Table, &RowSecurity, &mut physical::Table),
    /// Where the rows are kept, where the database can be spread over servers.
    spread: fn(&plan::Table) -> Option<physical::Spread>,
    /// What the database makes by itself beside all that.
    implied: fn(&mut physical::Table),
    options: &'static str,
}

/// The column that a check speaks of.
struct CheckedColumn<'a> {
    /// As SQL spells it.
    name: String,
    ty: &'a ColumnType,
    /// A rule refuses empty text already.
    filled: bool,
}

/// Returns the table as `dialect` spells it by these rules.
pub fn table(table: &plan::Table, dialect: Dialect, rules: Rules) -> physical::Table {
    let lowering = lowering(dialect);
    let shaped = shape(table, dialect);
    let table = shaped.as_ref().unwrap_or(table);
    let mut lowered = physical::Table {
        name: dialect.table(&table.name),
        bare_name: bare_name(&table.name, dialect).to_owned(),
        schema: schema(&table.name, dialect),
        columns: table.columns.iter().map(|column| self::column(column, dialect, lowering)).collect(),
        primary_key: Some(&table.primary_key).filter(|key| !key.columns.is_empty()).map(|key| physical::PrimaryKey {
            name: dialect.identifier(&key.name),
            columns: identifiers(&key.columns, dialect),
        }),
        foreign_keys: table.foreign_keys.iter().map(|key| foreign_key(key, dialect)).collect(),
        checks: table.columns.iter().filter_map(|column| check(table, column, dialect, lowering)).collect(),
        enum_types: enum_types(table, dialect),
        options: options(table, dialect, lowering),
        comments: comments(table, dialect),
        spread: (lowering.spread)(table),
        ..physical::Table::default()
    };
    for unique in &table.uniques {
        (lowering.unique)(table, unique, &mut lowered);
    }
    for index in &table.indexes {
        match &index.text {
            None => (lowering.index)(table, index, rules, &mut lowered),
            Some(text) => {
                let said = text.of(dialect).map(|text| said_index(index, text, dialect));
                let said = said.map(|said| (lowering.said_index)(table, said, &mut lowered));
                lowered.indexes.extend(said);
            }
        }
    }
    lowered.checks.extend(table.checks.iter().filter_map(|check| row_check(check, dialect)));
    if let Some(search) = &table.search {
        (lowering.search)(search, &mut lowered);
    }
    if let Some(partition) = &table.partition {
        (lowering.partition)(table, partition, &mut lowered);
    }
    if let Some(security) = &table.row_security {
        (lowering.policy)(table, security, &mut lowered);
    }
    (lowering.implied)(&mut lowered);
    lowered
}

/// Returns the name of a table as the database has it, without quotation marks.
fn bare_name(table: &str, dialect: Dialect) -> &str {
    if dialect.capabilities().schemas { table } else { qualified::plain(table) }
}

/// Returns the schema that must be there before a table.
pub fn schema(table: &str, dialect: Dialect) -> Option<String> {
    qualified::schema(table).filter(|_| dialect.capabilities().schemas).map(|schema| dialect.identifier(schema))
}

/// Returns the table in the key shape that it has in `dialect`; `None` where that is the one of the plan.
pub fn shape(table: &plan::Table, dialect: Dialect) -> Option<plan::Table> {
    (lowering(dialect).shaped)(table)
}

/// MySQL says the comment of a table with its options.
fn options(table: &plan::Table, dialect: Dialect, lowering: &Lowering) -> String {
    match table.comment.as_ref().filter(|_| dialect == Dialect::MySql) {
        Some(text) => format!("{} COMMENT = {}", lowering.options, dialect.text_literal(text)),
        None => lowering.options.to_owned(),
    }
}

/// PostgreSQL has statements of their own for comments, and SQLite keeps none.
fn comments(table: &plan::Table, dialect: Dialect) -> Vec<physical::Comment> {
    if dialect != Dialect::Postgres {
        return Vec::new();
    }
    let said = |column: Option<String>, text: &String| physical::Comment { column, text: dialect.text_literal(text) };
    let of_columns = table.columns.iter().filter_map(|column| {
        let text = column.comment.as_ref()?;
        Some(said(Some(dialect.identifier(&column.name)), text))
    });
    table.comment.iter().map(|text| said(None, text)).chain(of_columns).collect()
}

/// Returns the enum types of the columns, each once.
fn enum_types(table: &plan::Table, dialect: Dialect) -> Vec<physical::PhysicalEnum> {
    if dialect != Dialect::Postgres {
        return Vec::new();
    }
    let of_columns = table.columns.iter().filter_map(plan::Column::enum_type);
    let types: BTreeSet<_> = of_columns
        .map(|(name, values)| physical::PhysicalEnum { name: name.to_owned(), values: values.to_vec() })
        .collect();
    types.into_iter().collect()
}

/// Returns the foreign keys of a table that none of its own keys and indexes serves, by name, where the server makes an
/// index for each of them.
pub fn unserved(table: &plan::Table) -> Vec<&str> {
    let lowered = self::table(table, Dialect::MySql, Rules::NEWEST);
    let is_implied = |name: &str| lowered.indexes.iter().any(|index| index.name == Dialect::MySql.identifier(name));
    table.foreign_keys.iter().map(|key| key.name.as_str()).filter(|name| is_implied(name)).collect()
}

/// Tells whether two versions of the rules make the same of a table, in every dialect.
pub fn is_same_by(rules: RulesPair, table: &plan::Table) -> bool {
    let alike = |dialect| self::table(table, dialect, rules.before) == self::table(table, dialect, rules.after);
    !rules.differ() || Dialect::ALL.into_iter().all(alike)
}

fn lowering(dialect: Dialect) -> &'static Lowering {
    match dialect {
        Dialect::Postgres => &postgres::LOWERING,
        Dialect::MySql => &mysql::LOWERING,
        Dialect::Sqlite => &sqlite::LOWERING,
    }
}

/// Returns the default of a column as `dialect` spells it; `None` when it has none there.
pub fn default(column: &plan::Column, dialect: Dialect) -> Option<String> {
    column.default.as_ref().and_then(|default| (lowering(dialect).default)(default, column))
}

/// Returns a constant of a column's type as `dialect` spells it.
pub fn literal(value: &plan::Literal, ty: &ColumnType, dialect: Dialect) -> String {
    expression::typed_literal(value, ty, dialect)
}

/// Returns the conjunction of conditions over a row of the table; `None` when there is none.
pub fn predicate(conditions: &[plan::Condition], table: &plan::Table, dialect: Dialect) -> Option<String> {
    expression::predicate(conditions, table, dialect)
}

/// Returns the condition of values that break one of the rules, one for each. It tells texts apart to the byte, also
/// where the rule itself, as MySQL compares, takes one with spaces behind it for the one without.
///
/// `name` is the column as the condition has it: an enum of PostgreSQL's is no text.
pub fn broken(column: &plan::Column, name: String, rules: &[CheckRule], dialect: Dialect) -> Vec<String> {
    let is_text = |values: &[plan::Literal]| values.iter().any(|value| matches!(value, plan::Literal::Text(_)));
    let subject = CheckedColumn { name, ty: &column.ty, filled: refuses_empty(rules) };
    let broken = |rule: &CheckRule| match rule {
        CheckRule::OneOf(values) if is_text(values) && dialect == Dialect::MySql => {
            let name = exact(&subject.name, dialect);
            Some(format!("NOT ({})", expression::one_of(&name, values.iter(), &column.ty, dialect)))
        }
        rule => (lowering(dialect).rule)(rule, &subject).map(|rule| format!("NOT ({rule})")),
    };
    rules.iter().filter_map(broken).collect()
}

/// Returns a text as it is compared with others to the byte.
pub fn exact(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql => expression::bytes_of(name),
        Dialect::Postgres | Dialect::Sqlite => name.to_owned(),
    }
}

fn refuses_empty(rules: &[CheckRule]) -> bool {
    rules.iter().any(|rule| matches!(rule, CheckRule::Length { min: Some(1..), .. }))
}

/// Returns names as `dialect` spells them.
fn identifiers(names: &[String], dialect: Dialect) -> Vec<String> {
    names.iter().map(|name| dialect.identifier(name)).collect()
}

fn column(column: &plan::Column, dialect: Dialect, lowering: &Lowering) -> physical::Column {
    let generated = column.generated.as_ref().and_then(|text| text.of(dialect));
    physical::Column {
        name: dialect.identifier(&column.name),
        ty: column.native(dialect).map_or_else(|| (lowering.column_type)(column), str::to_owned),
        nullable: column.nullable || is_checked_for_null(column, dialect),
        default: column.default.as_ref().and_then(|default| (lowering.default)(default, column)),
        generated: generated.map(|text| physical::ComputedColumn { expression: text.to_owned(), stored: true }),
        comment: column.comment.as_ref().filter(|_| dialect == Dialect::MySql).map(|text| dialect.text_literal(text)),
    }
}

/// MariaDB has no words for a computed column that is never null.
fn is_checked_for_null(column: &plan::Column, dialect: Dialect) -> bool {
    dialect == Dialect::MySql && column.generated.is_some() && !column.nullable
}

/// MySQL has no check over what a change of a parent changes, and the parent's row was checked.
fn changes_with_parent(table: &plan::Table, column: &plan::Column, dialect: Dialect) -> bool {
    let keeps = |action| matches!(action, ReferentialAction::Restrict | ReferentialAction::NoAction);
    let changes = |key: &plan::ForeignKey| key.on_delete == ReferentialAction::SetNull || !keeps(key.on_update);
    let mut over = table.foreign_keys.iter().filter(|key| key.columns.contains(&column.name));
    dialect == Dialect::MySql && over.any(changes)
}

/// One check holds what the column's type and its rules ask for.
fn check(table: &plan::Table, column: &plan::Column, dialect: Dialect, lowering: &Lowering) -> Option<physical::Check> {
    if column.unchecked {
        return None;
    }
    let declared = table.checks.iter().find(|check| check.column == column.name);
    let rules = declared.map_or(&[][..], |check| &check.rules);
    let by_length = |rule: &CheckRule| matches!(rule, CheckRule::Length { .. });
    let subject =
        CheckedColumn { name: dialect.identifier(&column.name), ty: &column.ty, filled: refuses_empty(rules) };
    // A rule about the length of a string says its maximum too.
    let is_told = matches!(column.ty, ColumnType::String { .. }) && rules.iter().any(by_length);
    // The database knows the values of a type of its own.
    let is_own = column.native(dialect).is_none() && !changes_with_parent(table, column, dialect);
    let by_type = (lowering.type_check)(&subject).filter(|_| !is_told && is_own);
    let by_rule = rules.iter().filter_map(|rule| (lowering.rule)(rule, &subject));
    let by_null = is_checked_for_null(column, dialect).then(|| format!("{} IS NOT NULL", subject.name));
    let by_width = width(column, dialect);
    let conditions: Vec<_> = by_null.into_iter().chain(by_type).chain(by_width).chain(by_rule).collect();
    if conditions.is_empty() {
        return None;
    }
    let constraint = declared.map_or_else(|| check_name(&table.name, &column.name), |check| check.name.clone());
    Some(physical::Check { name: dialect.identifier(&constraint), expression: conditions.join(" AND ") })
}

/// SQLite's integers are of 64 bits, and programs give no wider ones than the column's; what is computed may be wider.
fn width(column: &plan::Column, dialect: Dialect) -> Option<String> {
    if dialect != Dialect::Sqlite || column.generated.is_none() {
        return None;
    }
    let (least, most) = match column.ty {
        ColumnType::I16 => (i32::from(i16::MIN), i32::from(i16::MAX)),
        ColumnType::I32 => (i32::MIN, i32::MAX),
        _ => return None,
    };
    Some(format!("{} BETWEEN {least} AND {most}", dialect.identifier(&column.name)))
}

fn row_check(check: &plan::Check, dialect: Dialect) -> Option<physical::Check> {
    let expression = check.text.as_ref()?.of(dialect)?.to_owned();
    Some(physical::Check { name: dialect.identifier(&check.name), expression })
}

fn said_index(index: &Index, text: &str, dialect: Dialect) -> PhysicalIndex {
    let columns: Vec<_> = index.columns.iter().map(|column| column.name.clone()).collect();
    PhysicalIndex {
        name: dialect.identifier(&index.name),
        kind: if index.unique { PhysicalIndexKind::Unique } else { PhysicalIndexKind::Ordered },
        parts: identifiers(&columns, dialect),
        condition: None,
        include: Vec::new(),
        text: Some(text.to_owned()),
    }
}

/// Returns the name of a check that a column's type asks for and no operation names.
pub fn check_name(table: &str, column: &str) -> String {
    naming::name(table, &[column], "check")
}

fn foreign_key(key: &plan::ForeignKey, dialect: Dialect) -> physical::ForeignKey {
    physical::ForeignKey {
        name: dialect.identifier(&key.name),
        columns: identifiers(&key.columns, dialect),
        parent: dialect.table(&key.parent),
        parent_columns: identifiers(&key.parent_columns, dialect),
        on_delete: action(key.on_delete, dialect),
        on_update: Some(action(key.on_update, dialect)).filter(|_| is_said(key.on_update, dialect)),
        deferrable: key.deferrable.filter(|_| dialect != Dialect::MySql).map(|deferrable| match deferrable {
            Deferrable::Immediate => "DEFERRABLE",
            Deferrable::Deferred => "DEFERRABLE INITIALLY DEFERRED",
        }),
    }
}

/// InnoDB has no default to set, and refuses.
fn action(action: ReferentialAction, dialect: Dialect) -> &'static str {
    match action {
        ReferentialAction::SetDefault if dialect == Dialect::MySql => "RESTRICT",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::NoAction => "NO ACTION",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    }
}

/// To MySQL and MariaDB every refusal is the same, and is what they do unless told otherwise.
fn is_said(on_update: ReferentialAction, dialect: Dialect) -> bool {
    match on_update {
        ReferentialAction::NoAction => false,
        ReferentialAction::Restrict | ReferentialAction::SetDefault => dialect != Dialect::MySql,
        ReferentialAction::Cascade | ReferentialAction::SetNull => true,
    }
}
