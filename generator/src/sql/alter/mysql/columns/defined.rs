//! Probes that tell whether a column already has its new definition.

use larder_format::plan::Probe;

use super::super::DIALECT;
use crate::sql::physical::Column;

/// Returns the probe for a column that is defined so.
pub(in super::super) fn defined_as(table: &str, column: &Column) -> Probe {
    let (name, ty) = (DIALECT.bare(&column.name), plain(&column.ty));
    let default = column.default.as_deref().map(|default| {
        let inner = default.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
        let default = inner.unwrap_or(default);
        // The catalogue knows no `0.0`.
        default.parse::<f64>().map_or_else(|_| default.to_owned(), |number| number.to_string())
    });
    Probe::HasColumnAs { table: table.to_owned(), name, ty, nullable: column.nullable, default }
}

/// Returns the probe for a column that is no longer as `before`. Some differences stand elsewhere in the catalogue:
/// what JSON is on MariaDB, whether rows are numbered, and how texts are compared.
pub(super) fn changed(table: &str, before: &Column, after: &Column) -> Probe {
    let [was_json, is_json] = [before, after].map(|column| column.ty == "JSON");
    let [was_numbered, is_numbered] = [before, after].map(|column| column.ty.ends_with(NUMBERED));
    let [text, name] = [table, &DIALECT.bare(&after.name)].map(|name| DIALECT.text_literal(name));
    let columns = format!(
        "SELECT 1 FROM information_schema.columns c WHERE c.table_schema = DATABASE() AND c.table_name = {text} \
         AND c.column_name = {name}"
    );
    if was_json != is_json {
        let json = "(c.data_type = 'json' OR EXISTS (SELECT 1 FROM information_schema.table_constraints k \
                    WHERE k.table_schema = c.table_schema AND k.table_name = c.table_name \
                    AND k.constraint_name = c.column_name AND k.constraint_type = 'CHECK'))";
        let not_yet = if is_json { format!("NOT {json}") } else { json.to_owned() };
        return Probe::NoRows(format!("{columns} AND {not_yet}"));
    }
    if was_numbered != is_numbered {
        let not_yet = if is_numbered { "NOT LIKE" } else { "LIKE" };
        return Probe::NoRows(format!("{columns} AND c.extra {not_yet} '%auto_increment%'"));
    }
    let [was_collated, is_collated] = [before, after].map(|column| collation(&column.ty));
    if was_collated != is_collated {
        let name = DIALECT.text_literal(is_collated.unwrap_or(COLLATION));
        return Probe::NoRows(format!("{columns} AND c.collation_name <> {name}"));
    }
    defined_as(table, after)
}

/// The collation of larder's tables.
const COLLATION: &str = "utf8mb4_bin";

/// The collation that a column has of its own.
fn collation(ty: &str) -> Option<&str> {
    ty.split_once(" COLLATE ").map(|(_, name)| name)
}

const NUMBERED: &str = " AUTO_INCREMENT";

/// The type alone, as the catalogue spells it.
fn plain(ty: &str) -> String {
    let ty = ty.strip_suffix(NUMBERED).unwrap_or(ty);
    let ty = [" CHARACTER SET", " COLLATE "].iter().fold(ty, |ty, end| ty.split_once(end).map_or(ty, |(ty, _)| ty));
    ty.to_ascii_lowercase().replace(", ", ",")
}
