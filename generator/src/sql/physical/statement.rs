//! The text of single statements, without the `;`. They read alike in every dialect that has them.

use super::{
    Check, Column, ComputedColumn, ForeignKey, PhysicalEnum, PhysicalIndex, PhysicalIndexKind, PrimaryKey, Table,
    TablePartition, Trigger, UniqueKey, WordFinder, WordTable,
};
use crate::dialect::Dialect;

/// What a line of a script may hold before a statement is broken.
pub const WIDTH: usize = 120;

/// How PostgreSQL says that two rows with a null in a key collide.
const NULLS_EQUAL: &str = " NULLS NOT DISTINCT";

/// Returns the statements that make a table and what stands beside it.
pub fn create_table(table: &Table, dialect: Dialect) -> Vec<String> {
    let inline = dialect.capabilities().inline_indexes;
    let mut members: Vec<_> = table.columns.iter().map(column).collect();
    members.extend(table.primary_key.iter().map(primary_key));
    members.extend(table.uniques.iter().map(unique_key));
    members.extend(table.foreign_keys.iter().map(foreign_key));
    members.extend(table.checks.iter().map(check));
    if inline {
        members.extend(table.indexes.iter().map(inline_index));
    }
    let options = if table.options.is_empty() { String::new() } else { format!(" {}", table.options) };
    let mut statements: Vec<_> = table.schema.iter().map(|schema| create_schema(schema)).collect();
    statements.extend(table.extensions.iter().map(|extension| create_extension(extension)));
    statements.extend(table.enum_types.iter().map(create_enum_type));
    statements.push(format!("CREATE TABLE {} (\n    {}\n){options}", table.name, members.join(",\n    ")));
    statements.extend(table.partitions.iter().map(|partition| create_partition(&table.name, partition)));
    let separate = table.indexes.iter().filter(|_| !inline);
    statements.extend(separate.map(|index| create_index(&table.name, index)));
    statements.extend(table.word_table.iter().map(create_word_table));
    statements.extend(table.triggers.iter().map(create_trigger));
    statements.extend(table.policy.iter().flat_map(|condition| protect(&table.name, condition)));
    statements.extend(table.finder.iter().map(create_finder));
    statements.extend(table.comments.iter().map(|comment| comment_on(&table.name, &comment.column, &comment.text)));
    statements
}

/// Returns `CREATE TABLE … PARTITION OF …`.
pub fn create_partition(table: &str, partition: &TablePartition) -> String {
    format!("CREATE TABLE {} PARTITION OF {table} FOR VALUES {}", partition.name, partition.bounds)
}

/// The name of the policy, which is one in its table.
pub const POLICY: &str = "tenant_rows";

/// Returns what hides rows from everybody, the table's owner included, and shows those that meet the condition.
pub fn protect(table: &str, condition: &str) -> [String; 2] {
    let actions = ["ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"].map(str::to_owned);
    [alter_table(table, &actions), create_policy(table, condition)]
}

/// Returns `CREATE POLICY …`, for reads and for writes.
pub fn create_policy(table: &str, condition: &str) -> String {
    format!("CREATE POLICY {POLICY} ON {table}\n    USING ({condition})")
}

/// Returns `CREATE FUNCTION …`.
pub fn create_finder(finder: &WordFinder) -> String {
    let WordFinder { name, key_type, body } = finder;
    format!(
        "CREATE FUNCTION {name}(text[]) RETURNS SETOF {key_type}\n    LANGUAGE sql STABLE SECURITY DEFINER SET search_path \
         FROM CURRENT\n    AS $larder$ {body} $larder$"
    )
}

/// Returns `DROP FUNCTION …`.
pub fn drop_finder(finder: &WordFinder) -> String {
    format!("DROP FUNCTION {}(text[])", finder.name)
}

/// Returns `DROP POLICY …`.
pub fn drop_policy(table: &str) -> String {
    format!("DROP POLICY {POLICY} ON {table}")
}

/// Returns `COMMENT ON TABLE … IS …`, or that of a column.
pub fn comment_on(table: &str, column: &Option<String>, text: &str) -> String {
    match column {
        Some(column) => format!("COMMENT ON COLUMN {table}.{column} IS {text}"),
        None => format!("COMMENT ON TABLE {table} IS {text}"),
    }
}

/// Returns the statements that take a table back; triggers and indexes go with it.
pub fn drop_table(table: &Table) -> Vec<String> {
    let words = table.word_table.iter().map(|words| &words.name);
    let tables = std::iter::once(&table.name).chain(words).map(|name| format!("DROP TABLE {name}"));
    let finder = table.finder.iter().map(drop_finder);
    let types = table.enum_types.iter().map(|ty| format!("DROP TYPE {}", ty.name));
    tables.chain(finder).chain(types).chain(table.schema.iter().map(|schema| drop_schema(schema))).collect()
}

/// What larder says of a schema that it made, by which it knows the schema again.
const MADE_SCHEMA: &str = "'created by larder'";

/// Returns what makes a schema that is not there; `name` is spelled already. Without a right to make schemas it does
/// nothing in one that is there.
pub fn create_schema(name: &str) -> String {
    let (literal, mark) = (Dialect::Postgres.text_literal(name), MADE_SCHEMA);
    format!(
        "DO $larder$ BEGIN\n    IF to_regnamespace({literal}) IS NULL THEN\n        CREATE SCHEMA {name};\n        COMMENT \
         ON SCHEMA {name} IS {mark};\n    END IF;\nEND $larder$"
    )
}

/// Returns what drops a schema that larder made and that nothing is in any more.
pub fn drop_schema(name: &str) -> String {
    let (literal, mark) = (Dialect::Postgres.text_literal(name), MADE_SCHEMA);
    format!(
        "DO $larder$ BEGIN\n    IF obj_description(to_regnamespace({literal}), 'pg_namespace') = {mark} THEN\n        \
         DROP SCHEMA {name};\n    END IF;\nEXCEPTION WHEN dependent_objects_still_exist THEN NULL;\nEND $larder$"
    )
}

/// Returns `CREATE EXTENSION IF NOT EXISTS …`.
pub fn create_extension(name: &str) -> String {
    format!("CREATE EXTENSION IF NOT EXISTS {name}")
}

/// Returns `CREATE TYPE … AS ENUM (…)`.
pub fn create_enum_type(ty: &PhysicalEnum) -> String {
    let values: Vec<_> = ty.values.iter().map(|value| Dialect::Postgres.text_literal(value)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", ty.name, values.join(", "))
}

/// Returns `ALTER TABLE` with its actions: on one line where there is room for a single one, else one line for each.
pub fn alter_table(table: &str, actions: &[String]) -> String {
    match actions {
        [action] if table.len() + action.len() + "ALTER TABLE  ;".len() <= WIDTH => {
            format!("ALTER TABLE {table} {action}")
        }
        _ => format!("ALTER TABLE {table}\n    {}", actions.join(",\n    ")),
    }
}

/// Returns `UPDATE … SET … WHERE …`, one line for each clause when one line is too short.
pub fn update(table: &str, assignment: &str, condition: &str) -> String {
    let line = format!("UPDATE {table} SET {assignment} WHERE {condition}");
    if line.len() < WIDTH { line } else { format!("UPDATE {table}\nSET {assignment}\nWHERE {condition}") }
}

/// Returns a column as `CREATE TABLE` and `ADD COLUMN` take it.
pub fn column(column: &Column) -> String {
    let mut text = format!("{} {}", column.name, column.ty);
    if let Some(ComputedColumn { expression, stored }) = &column.generated {
        let kept = if *stored { "STORED" } else { "VIRTUAL" };
        text += &format!(" GENERATED ALWAYS AS ({expression}) {kept}");
    }
    if !column.nullable {
        text += " NOT NULL";
    }
    if let Some(default) = &column.default {
        text += &format!(" DEFAULT {default}");
    }
    if let Some(comment) = &column.comment {
        text += &format!(" COMMENT {comment}");
    }
    text
}

/// Returns `CONSTRAINT … PRIMARY KEY (…)`.
pub fn primary_key(key: &PrimaryKey) -> String {
    format!("CONSTRAINT {} PRIMARY KEY ({})", key.name, key.columns.join(", "))
}

/// Returns `CONSTRAINT … UNIQUE (…)`.
pub fn unique_key(key: &UniqueKey) -> String {
    let nulls = if key.nulls_equal { NULLS_EQUAL } else { "" };
    format!("CONSTRAINT {} UNIQUE{nulls} ({})", key.name, key.columns.join(", "))
}

/// Returns `CONSTRAINT … FOREIGN KEY (…) REFERENCES …`.
pub fn foreign_key(key: &ForeignKey) -> String {
    format!("CONSTRAINT {} FOREIGN KEY ({}) {}", key.name, key.columns.join(", "), references(key))
}

/// Returns `REFERENCES … ON DELETE …`.
pub fn references(key: &ForeignKey) -> String {
    let on_update = key.on_update.map(|action| format!(" ON UPDATE {action}")).unwrap_or_default();
    let deferrable = key.deferrable.map(|deferrable| format!(" {deferrable}")).unwrap_or_default();
    let theirs = key.parent_columns.join(", ");
    format!("REFERENCES {} ({theirs}){on_update} ON DELETE {}{deferrable}", key.parent, key.on_delete)
}

/// Returns `CONSTRAINT … CHECK (…)`.
pub fn check(check: &Check) -> String {
    format!("CONSTRAINT {} CHECK ({})", check.name, check.expression)
}

/// Returns a key or index as MySQL's `CREATE TABLE` and `ALTER TABLE … ADD` take it.
pub fn inline_index(index: &PhysicalIndex) -> String {
    let kind = match index.kind {
        PhysicalIndexKind::Unique | PhysicalIndexKind::UniqueNullsEqual => "UNIQUE KEY",
        PhysicalIndexKind::FullText => "FULLTEXT KEY",
        PhysicalIndexKind::Ordered | PhysicalIndexKind::Gin => "KEY",
    };
    match &index.text {
        Some(text) => format!("{kind} {} {text}", index.name),
        None => format!("{kind} {} ({})", index.name, index.parts.join(", ")),
    }
}

/// Returns `CREATE INDEX … ON …`.
pub fn create_index(table: &str, index: &PhysicalIndex) -> String {
    format!("CREATE {} {}", index_kind(index), index_target(table, index))
}

/// Returns `CREATE INDEX CONCURRENTLY … ON …`.
pub fn create_index_concurrently(table: &str, index: &PhysicalIndex) -> String {
    format!("CREATE {} CONCURRENTLY {}", index_kind(index), index_target(table, index))
}

fn index_kind(index: &PhysicalIndex) -> &'static str {
    if matches!(index.kind, PhysicalIndexKind::Unique | PhysicalIndexKind::UniqueNullsEqual) {
        "UNIQUE INDEX"
    } else {
        "INDEX"
    }
}

fn index_target(table: &str, index: &PhysicalIndex) -> String {
    if let Some(text) = &index.text {
        return format!("{} ON {table} {text}", index.name);
    }
    let using = if index.kind == PhysicalIndexKind::Gin { " USING gin" } else { "" };
    let nulls = if index.kind == PhysicalIndexKind::UniqueNullsEqual { NULLS_EQUAL } else { "" };
    let condition = index.condition.as_ref().map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
    let include = match index.include.as_slice() {
        [] => String::new(),
        columns => format!(" INCLUDE ({})", columns.join(", ")),
    };
    format!("{} ON {table}{using} ({}){include}{nulls}{condition}", index.name, index.parts.join(", "))
}

/// Returns the statement that makes SQLite's full-text table.
pub fn create_word_table(words: &WordTable) -> String {
    format!("CREATE VIRTUAL TABLE {} USING fts5({})", words.name, words.arguments.join(", "))
}

/// Returns `CREATE TRIGGER … BEGIN … END`.
pub fn create_trigger(trigger: &Trigger) -> String {
    let body: String = trigger.body.iter().map(|statement| format!("    {statement};\n")).collect();
    format!("CREATE TRIGGER {} {} ON {} BEGIN\n{body}END", trigger.name, trigger.event, trigger.table)
}
