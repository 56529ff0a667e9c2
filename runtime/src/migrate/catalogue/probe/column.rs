//! A column's definition, as the catalogue has it.

use larder_format::Dialect;

use crate::migrate::connection::{MigratorConnection, Value};

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
    let sql = match connection.dialect() {
        Dialect::Postgres => {
            "SELECT format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END,
                pg_get_expr(d.adbin, d.adrelid)
             FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = to_regclass(quote_ident(?)) AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped"
        }
        // The catalogue's texts are of types that differ between servers; as CHAR they are the same.
        Dialect::MySql => {
            "SELECT CAST(column_type AS CHAR), CAST(is_nullable AS CHAR), CAST(column_default AS CHAR)
             FROM information_schema.columns
             WHERE table_schema = database() AND table_name = ? AND column_name = ?"
        }
        Dialect::Sqlite => {
            "SELECT type, CASE \"notnull\" WHEN 0 THEN 'YES' ELSE 'NO' END, dflt_value
             FROM pragma_table_xinfo(?) WHERE name = ?"
        }
    };
    let rows = connection.rows(sql, &[Value::Text(table), Value::Text(name)]).await?;
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
