//! How each database spells the types without parameters, each a row that lowering, fills and checks read. What a
//! definition knows of them is a row of [`crate::ir::SCALARS`].

use std::sync::LazyLock;

use larder_format::Dialect;
use larder_format::plan::ColumnType;

use crate::ir::Scalar;

/// What the SQL side knows of a [`Scalar`].
pub(crate) struct ScalarColumn {
    pub(crate) scalar: Scalar,
    /// In `plan.toml`.
    pub(crate) ty: ColumnType,
    postgres: &'static str,
    mysql: &'static str,
    sqlite: &'static str,
    /// The default that is the time of the statement.
    now: Option<[&'static str; 3]>,
    /// Stands in for lost values.
    pub(crate) neutral: Neutral,
    /// A value as JSON holds it; `None` for a number or a truth value, which rules may bound.
    pub(crate) sample: Option<&'static str>,
    /// Bytes of a row of InnoDB's; `None` where most of it stands beside the row.
    pub(crate) bytes: Option<u64>,
    /// How MySQL, in a key whose nulls are equal, tells a value from null.
    pub(crate) told_from_null: ToldFromNull,
}

/// A value that is as good as none.
#[derive(Clone, Copy)]
pub(crate) enum Neutral {
    False,
    /// A whole number: zero, or the nearest that the rules allow.
    Whole,
    /// Zero, or the nearest that the rules allow.
    Number,
    Bytes,
    Text(&'static str),
}

/// See [`ScalarColumn::told_from_null`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToldFromNull {
    /// By nothing that the type itself cannot hold.
    No,
    /// By an integer beyond the largest.
    Integer,
    /// By the empty bytes.
    Uuid,
    /// By day 0.
    Day,
    /// By a moment after the last.
    Moment,
}

impl ScalarColumn {
    /// Returns the type as a dialect spells it.
    pub(crate) fn spelled(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Postgres => self.postgres,
            Dialect::MySql => self.mysql,
            Dialect::Sqlite => self.sqlite,
        }
    }

    /// Returns the expression of the time of the statement.
    pub(crate) fn now(&self, dialect: Dialect) -> Option<&'static str> {
        let [postgres, mysql, sqlite] = self.now?;
        Some(match dialect {
            Dialect::Postgres => postgres,
            Dialect::MySql => mysql,
            Dialect::Sqlite => sqlite,
        })
    }
}

/// Returns the row of a column's type; `None` for one with parameters, for text and for JSON.
pub(crate) fn of(ty: &ColumnType) -> Option<&'static ScalarColumn> {
    SCALARS.iter().find(|row| row.ty == *ty)
}

/// Returns the type of PostgreSQL's that programs bind and read.
pub(crate) fn programs(ty: &ColumnType) -> &'static str {
    match ty {
        ColumnType::Decimal { .. } => "numeric",
        ColumnType::Json => "jsonb",
        ColumnType::Bytes { .. } => "bytea",
        ty => of(ty).map_or("text", |row| row.postgres),
    }
}

/// Returns the row of a scalar.
pub(crate) fn row(scalar: Scalar) -> &'static ScalarColumn {
    // A test holds that every scalar has a row.
    SCALARS.iter().find(|row| row.scalar == scalar).unwrap_or(&SCALARS[0])
}

fn column(scalar: Scalar, ty: ColumnType, [postgres, mysql, sqlite]: [&'static str; 3]) -> ScalarColumn {
    ScalarColumn {
        scalar,
        ty,
        postgres,
        mysql,
        sqlite,
        now: None,
        neutral: Neutral::Number,
        sample: None,
        bytes: None,
        told_from_null: ToldFromNull::No,
    }
}

fn integer(scalar: Scalar, ty: ColumnType, spelled: [&'static str; 2], bytes: u64) -> ScalarColumn {
    ScalarColumn {
        neutral: Neutral::Whole,
        bytes: Some(bytes),
        told_from_null: ToldFromNull::Integer,
        ..column(scalar, ty, [spelled[0], spelled[1], "INTEGER"])
    }
}

static SCALARS: LazyLock<[ScalarColumn; 13]> = LazyLock::new(|| {
    [
        ScalarColumn {
            neutral: Neutral::False,
            ..integer(Scalar::Bool, ColumnType::Bool, ["boolean", "TINYINT(1)"], 1)
        },
        integer(Scalar::I16, ColumnType::I16, ["smallint", "SMALLINT"], 2),
        integer(Scalar::I32, ColumnType::I32, ["integer", "INT"], 4),
        integer(Scalar::I64, ColumnType::I64, ["bigint", "BIGINT"], 8),
        ScalarColumn { bytes: Some(4), ..column(Scalar::F32, ColumnType::F32, ["real", "FLOAT", "REAL"]) },
        ScalarColumn { bytes: Some(8), ..column(Scalar::F64, ColumnType::F64, ["double precision", "DOUBLE", "REAL"]) },
        ScalarColumn {
            neutral: Neutral::Bytes,
            sample: Some(""),
            ..column(Scalar::Bytes, ColumnType::Bytes { max: None }, ["bytea", "LONGBLOB", "BLOB"])
        },
        ScalarColumn {
            neutral: Neutral::Text("00000000-0000-0000-0000-000000000000"),
            sample: Some("00000000-0000-0000-0000-000000000000"),
            bytes: Some(16),
            told_from_null: ToldFromNull::Uuid,
            ..column(Scalar::Uuid, ColumnType::Uuid, ["uuid", "BINARY(16)", "BLOB"])
        },
        ScalarColumn {
            now: Some(["(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date", "UTC_DATE()", "(date('now'))"]),
            neutral: Neutral::Text("1970-01-01"),
            sample: Some("2000-01-01"),
            bytes: Some(3),
            told_from_null: ToldFromNull::Day,
            ..column(Scalar::Date, ColumnType::Date, ["date", "DATE", "TEXT"])
        },
        ScalarColumn {
            now: Some([
                "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::time",
                "UTC_TIME(6)",
                "(strftime('%H:%M:%f000', 'now'))",
            ]),
            neutral: Neutral::Text("00:00:00"),
            sample: Some("00:00:00"),
            bytes: Some(6),
            ..column(Scalar::Time, ColumnType::Time, ["time", "TIME(6)", "TEXT"])
        },
        ScalarColumn {
            now: Some([
                "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')",
                "UTC_TIMESTAMP(6)",
                "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))",
            ]),
            neutral: Neutral::Text("1970-01-01 00:00:00"),
            sample: Some("2000-01-01T00:00:00"),
            bytes: Some(8),
            told_from_null: ToldFromNull::Moment,
            ..column(Scalar::DateTime, ColumnType::DateTime, ["timestamp", "DATETIME(6)", "TEXT"])
        },
        ScalarColumn {
            now: Some([
                "CURRENT_TIMESTAMP",
                "UTC_TIMESTAMP(6)",
                "(CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000)",
            ]),
            neutral: Neutral::Text("1970-01-01 00:00:00"),
            sample: Some("2000-01-01T00:00:00Z"),
            bytes: Some(8),
            told_from_null: ToldFromNull::Moment,
            ..column(Scalar::Timestamp, ColumnType::Timestamp, ["timestamptz", "DATETIME(6)", "INTEGER"])
        },
        integer(Scalar::Duration, ColumnType::Duration, ["bigint", "BIGINT"], 8),
    ]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_has_one_column() {
        for info in crate::ir::SCALARS {
            assert_eq!(SCALARS.iter().filter(|row| row.scalar == info.scalar).count(), 1, "{}", info.word);
            let own = row(info.scalar);
            assert!(of(&own.ty).is_some_and(|found| found.scalar == info.scalar), "{}", info.word);
            assert_eq!(own.sample.is_some(), info.is_json_text, "{}", info.word);
        }
        assert_eq!(SCALARS.len(), crate::ir::SCALARS.len());
    }
}
