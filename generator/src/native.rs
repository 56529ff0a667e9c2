//! Types in the words of a database, and the casts between them and what programs bind and read.

use crate::dialect::Dialect;
use crate::ir::{Field, FieldType, Scalar};

/// What stands before and behind a column or a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cast {
    pub(crate) before: &'static str,
    pub(crate) behind: String,
}

/// Returns what makes a bound value one of the column's type; `None` where the database does so by itself.
pub(crate) fn written(field: &Field, dialect: Dialect) -> Option<Cast> {
    let native = field.native.as_ref()?.of(dialect)?;
    if field.is_array() {
        // Null stays null, and every member is read as the column's type reads a text.
        let behind = format!("::jsonb)) AS given (v {native}))");
        return Some(Cast { before: "(SELECT v FROM jsonb_to_record(jsonb_build_object('v', ", behind });
    }
    // PostgreSQL turns no text into any other type by itself. A cast to the type as it stands would cut a text that
    // is too long; the column takes no such text.
    let ty = unmodified(native);
    let is_cast = dialect == Dialect::Postgres && !ty.eq_ignore_ascii_case(programs(&field.ty));
    is_cast.then(|| Cast { before: "", behind: format!("::{ty}") })
}

/// Returns what makes a value of the column one that programs read.
pub(crate) fn read(field: &Field, dialect: Dialect) -> Option<Cast> {
    let native = field.native.as_ref()?.of(dialect)?;
    match dialect {
        Dialect::Postgres if field.is_array() => Some(Cast { before: "to_jsonb(", behind: ")".to_owned() }),
        Dialect::Postgres => {
            let ty = programs(&field.ty);
            (!unmodified(native).eq_ignore_ascii_case(ty)).then(|| Cast { before: "", behind: format!("::{ty}") })
        }
        Dialect::MySql => {
            let ty = match field.ty.stored() {
                FieldType::String { .. } | FieldType::Text => "CHAR",
                FieldType::Scalar(Scalar::I16 | Scalar::I32 | Scalar::I64 | Scalar::Duration) => "SIGNED",
                FieldType::Scalar(Scalar::Bytes) | FieldType::Bytes { .. } => "BINARY",
                _ => return None,
            };
            Some(Cast { before: "CAST(", behind: format!(" AS {ty})") })
        }
        Dialect::Sqlite => None,
    }
}

/// Returns the type of PostgreSQL's that programs bind and read.
pub(crate) fn programs(ty: &FieldType) -> &'static str {
    match ty.stored() {
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Bool => "boolean",
            Scalar::I16 => "smallint",
            Scalar::I32 => "integer",
            Scalar::I64 | Scalar::Duration => "bigint",
            Scalar::F32 => "real",
            Scalar::F64 => "double precision",
            Scalar::Bytes => "bytea",
            Scalar::Uuid => "uuid",
            Scalar::Date => "date",
            Scalar::Time => "time",
            Scalar::DateTime => "timestamp",
            Scalar::Timestamp => "timestamptz",
        },
        FieldType::Decimal { .. } => "numeric",
        FieldType::Json(_) => "jsonb",
        FieldType::Bytes { .. } => "bytea",
        FieldType::String { .. } | FieldType::Text | FieldType::Enum(_) | FieldType::Key(_) => "text",
    }
}

/// Tells whether the types of a column are larder's own ones for a text, each as it stands or with a collation: their
/// values are those of any text, and only comparisons are the database's.
#[cfg(feature = "files")]
pub(crate) fn is_collated(column: &larder_format::plan::Column) -> bool {
    use larder_format::plan::ColumnType;
    let bases = match column.ty {
        ColumnType::String { max } => [format!("varchar({max})"), format!("VARCHAR({max})"), "TEXT".to_owned()],
        ColumnType::Text { .. } => ["text", "LONGTEXT", "TEXT"].map(str::to_owned),
        _ => return false,
    };
    let is_own = |(dialect, base): (Dialect, String)| {
        let rest = column.native(dialect).and_then(|ty| ty.strip_prefix(base.as_str()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" COLLATE "))
    };
    Dialect::ALL.into_iter().zip(bases).all(is_own)
}

/// Tells whether a type is the one of this name, whatever stands behind the name.
#[cfg(feature = "files")]
pub(crate) fn is_type(ty: &str, name: &str) -> bool {
    let end = ty.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(ty.len());
    ty[..end].eq_ignore_ascii_case(name)
}

/// Returns a type of PostgreSQL's without bounds and collation: `varchar` for `varchar(20)`.
///
/// A cast to a bounded type cuts what is too long, while the column, which is given a value of the unbounded one,
/// refuses it.
pub(crate) fn unmodified(ty: &str) -> String {
    let ty = match ty.to_ascii_uppercase().find(" COLLATE ") {
        Some(at) => &ty[..at],
        None => ty,
    };
    let mut depth = 0_usize;
    let mut bare = String::new();
    for c in ty.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    let (name, list) = match words.join(" ") {
        text if text.ends_with("[]") => (text.trim_end_matches("[]").trim_end().to_owned(), "[]"),
        text => (text, ""),
    };
    let name = match name.to_ascii_lowercase().as_str() {
        "char" | "character" => "bpchar".to_owned(),
        "bit" | "bit varying" => "varbit".to_owned(),
        "character varying" => "varchar".to_owned(),
        _ => name,
    };
    name + list
}

/// Tells whether PostgreSQL has a type of the name already, among those that come to mind.
pub(crate) fn is_word(name: &str) -> bool {
    const TYPES: &[&str] = &[
        "bigint",
        "bit",
        "bool",
        "boolean",
        "box",
        "bpchar",
        "bytea",
        "char",
        "cidr",
        "circle",
        "citext",
        "date",
        "decimal",
        "float4",
        "float8",
        "inet",
        "int2",
        "int4",
        "int8",
        "integer",
        "interval",
        "json",
        "jsonb",
        "line",
        "ltree",
        "money",
        "name",
        "numeric",
        "oid",
        "path",
        "point",
        "polygon",
        "real",
        "smallint",
        "text",
        "time",
        "timestamp",
        "timestamptz",
        "timetz",
        "tsquery",
        "tsvector",
        "uuid",
        "varbit",
        "varchar",
        "xml",
    ];
    TYPES.contains(&name)
}

/// Tells whether a type of PostgreSQL's is one that larder makes, of the values of an enum.
#[cfg(feature = "files")]
pub(crate) fn is_made(name: &str) -> bool {
    is_name(name) && !is_word(name)
}

/// Tells whether a type that larder makes can have the name.
pub(crate) fn is_name(name: &str) -> bool {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_plain && !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_left_to_the_column() {
        for (ty, expected) in [
            ("citext", "citext"),
            ("char(3)", "bpchar"),
            ("CHARACTER VARYING (20)", "varchar"),
            ("bit(8)", "varbit"),
            ("numeric(10, 2)", "numeric"),
            ("numeric(10, 2)[]", "numeric[]"),
            ("time(3) without time zone", "time without time zone"),
            ("varchar(20) COLLATE \"de-x-icu\"", "varchar"),
            ("auth.email", "auth.email"),
            ("vector(3)", "vector"),
        ] {
            assert_eq!(unmodified(ty), expected, "{ty}");
        }
    }

    #[cfg(feature = "files")]
    #[test]
    fn programs_bind_what_plain_columns_hold() {
        for row in crate::ir::SCALARS {
            let spelled = crate::sql::value::scalar::row(row.scalar).spelled(Dialect::Postgres);
            assert_eq!(programs(&FieldType::Scalar(row.scalar)), spelled, "{}", row.word);
        }
        assert!(is_type("CITEXT COLLATE \"C\"", "citext") && !is_type("citexts", "citext"));
    }
}
