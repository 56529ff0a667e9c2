//! A column's definition, as the catalogue has it.

use crate::migrate::connection::{MigratorConnection, Value, catalogue_name};
use crate::migrate::dialect;

/// How a column is defined, in the words of its catalogue.
pub(super) struct Defined {
    ty: String,
    pub(super) nullable: bool,
    default: Option<String>,
}

/// Returns the definition of a column; `None` when there is none of that name.
pub(super) async fn read(
    connection: &mut MigratorConnection,
    table: &str,
    name: &str,
) -> sqlx::Result<Option<Defined>> {
    let sql = dialect::sql(connection.dialect()).column;
    let table = catalogue_name(table, connection.dialect());
    let rows = connection.rows(sql, &[Value::Text(&table), Value::Text(name)]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let ty = row.text(0)?.unwrap_or_default();
    Ok(Some(Defined { ty, nullable: row.text(1)?.as_deref() == Some("YES"), default: row.text(2)? }))
}

impl Defined {
    pub(super) fn is(&self, ty: &str, nullable: bool, default: Option<&str>) -> bool {
        type_word(&self.ty) == type_word(ty)
            && self.nullable == nullable
            && same_default(self.default.as_deref(), default)
    }
}

/// MariaDB shows the width of integers, MySQL does not; MariaDB's JSON is a long text.
fn type_word(ty: &str) -> String {
    let ty = ty.trim().to_ascii_lowercase();
    let (word, rest) = ty.split_once('(').unwrap_or((&ty, ""));
    match word {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => {
            let rest = rest.split_once(')').map_or("", |(_, rest)| rest);
            format!("{word}{rest}")
        }
        "json" => "longtext".to_owned(),
        _ => ty,
    }
}

/// MariaDB quotes texts and writes a missing default of a nullable column as NULL, MySQL does neither.
fn same_default(found: Option<&str>, wanted: Option<&str>) -> bool {
    let plain = |text: &str| match text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(quoted) => Some(quoted.replace("''", "'").replace("\\\\", "\\").replace("\\'", "'")),
        None if text.eq_ignore_ascii_case("null") => None,
        None => Some(text.to_owned()),
    };
    match (found.and_then(plain), wanted.and_then(plain)) {
        // Names of functions are written in either case.
        (Some(found), Some(wanted)) if wanted.contains('(') => found.eq_ignore_ascii_case(&wanted),
        (found, wanted) => found == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_the_same_in_the_words_of_both_servers() {
        let cases = [
            ("bigint(20)", "bigint", true),
            ("bigint(20) unsigned", "bigint", false),
            ("varchar(20)", "varchar(21)", false),
            ("longtext", "json", true),
            ("DATETIME(6)", "datetime(6)", true),
        ];
        for (found, wanted, same) in cases {
            assert_eq!(type_word(found) == type_word(wanted), same, "{found} {wanted}");
        }
        let cases = [
            (Some("NULL"), None, true),
            (None, None, true),
            (Some("'it''s'"), Some("it's"), true),
            (Some("free"), Some("Free"), false),
            (Some("current_timestamp(6)"), Some("CURRENT_TIMESTAMP(6)"), true),
            (Some("0"), None, false),
        ];
        for (found, wanted, same) in cases {
            assert_eq!(same_default(found, wanted), same, "{found:?} {wanted:?}");
        }
    }
}
