//! Types without parameters, each a row that the grammar, the derive, the checks and the generated Rust read. How a
//! database spells one is a row of `sql::value::scalar`.

/// A type without parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Bool,
    I16,
    I32,
    I64,
    F32,
    F64,
    Bytes,
    Uuid,
    Date,
    Time,
    /// A day and a time of day, of no zone.
    DateTime,
    /// UTC, microseconds.
    Timestamp,
    /// Whole seconds.
    Duration,
}

/// What a definition, a struct and generated Rust know of a [`Scalar`].
#[derive(Debug, Clone, Copy)]
pub struct ScalarType {
    pub scalar: Scalar,
    /// In a definition.
    pub word: &'static str,
    /// What other languages and databases call it, in lower case.
    pub others: &'static [&'static str],
    pub rust: RustName,
    /// Names of Rust types that a struct may use for it, the word itself aside.
    pub names: &'static [&'static str],
    pub constants: Constants,
    /// JSON has a string for a value.
    pub is_json_text: bool,
    /// A column keeps less of a value than the Rust type holds.
    pub is_cut: bool,
    /// A Rust member is `Copy`.
    pub is_copy: bool,
}

/// The Rust type.
#[derive(Debug, Clone, Copy)]
pub enum RustName {
    /// Of the language or its standard library.
    Std(&'static str),
    /// Of larder.
    Larder(&'static str),
}

/// Which constants a definition may contain; the text shows them.
#[derive(Debug, Clone, Copy)]
pub enum Constants {
    None,
    /// One word, in a default, for a value that is made anew for each row.
    Word(&'static str),
    Any(&'static str),
}

impl Scalar {
    /// Returns the row of the table.
    pub fn info(self) -> &'static ScalarType {
        let row = SCALARS.iter().find(|row| row.scalar == self);
        // A test holds that every scalar has a row.
        row.unwrap_or(&SCALARS[0])
    }

    /// Returns the scalar that a definition calls `word`.
    pub fn of_word(word: &str) -> Option<Self> {
        SCALARS.iter().find(|row| row.word == word).map(|row| row.scalar)
    }
}

const INTEGER: Constants = Constants::Any("an integer that fits the type");
const NUMBER: Constants = Constants::Any("a number");
const NOW: Constants = Constants::Word("now");

/// A plain row, with what most types share.
const fn row(scalar: Scalar, word: &'static str, rust: RustName, constants: Constants) -> ScalarType {
    ScalarType {
        scalar,
        word,
        others: &[],
        rust,
        names: &[],
        constants,
        is_json_text: false,
        is_cut: false,
        is_copy: true,
    }
}

/// Every scalar, in the order in which messages list them.
pub const SCALARS: &[ScalarType] = &[
    ScalarType {
        others: &["boolean"],
        ..row(Scalar::Bool, "bool", RustName::Std("bool"), Constants::Any("`true` or `false`"))
    },
    ScalarType { others: &["smallint", "short", "int16"], ..row(Scalar::I16, "i16", RustName::Std("i16"), INTEGER) },
    ScalarType {
        others: &["int", "integer", "int32", "u16"],
        ..row(Scalar::I32, "i32", RustName::Std("i32"), INTEGER)
    },
    ScalarType {
        others: &["bigint", "long", "int64", "u32", "u64"],
        ..row(Scalar::I64, "i64", RustName::Std("i64"), INTEGER)
    },
    ScalarType { others: &["float", "real", "float32"], ..row(Scalar::F32, "f32", RustName::Std("f32"), NUMBER) },
    ScalarType { others: &["double", "float64"], ..row(Scalar::F64, "f64", RustName::Std("f64"), NUMBER) },
    ScalarType {
        others: &["blob", "bytea", "binary"],
        is_json_text: true,
        is_copy: false,
        ..row(Scalar::Bytes, "bytes", RustName::Std("Vec<u8>"), Constants::None)
    },
    ScalarType {
        names: &["Uuid"],
        is_json_text: true,
        ..row(Scalar::Uuid, "uuid", RustName::Larder("Uuid"), Constants::Word("uuid_v7"))
    },
    ScalarType {
        names: &["NaiveDate", "Date"],
        is_json_text: true,
        ..row(Scalar::Date, "date", RustName::Larder("Date"), NOW)
    },
    ScalarType {
        names: &["NaiveTime", "Time"],
        is_json_text: true,
        is_cut: true,
        ..row(Scalar::Time, "time", RustName::Larder("Time"), NOW)
    },
    ScalarType {
        names: &["NaiveDateTime", "LocalDateTime", "PrimitiveDateTime"],
        others: &["localdatetime"],
        is_json_text: true,
        is_cut: true,
        ..row(Scalar::DateTime, "datetime", RustName::Larder("LocalDateTime"), NOW)
    },
    ScalarType {
        names: &["DateTime", "Timestamp"],
        others: &["timestamptz", "datetime<utc>"],
        is_json_text: true,
        is_cut: true,
        ..row(Scalar::Timestamp, "timestamp", RustName::Larder("Timestamp"), NOW)
    },
    ScalarType {
        names: &["Duration"],
        others: &["interval"],
        is_cut: true,
        ..row(Scalar::Duration, "duration", RustName::Std("::std::time::Duration"), Constants::Any("whole seconds"))
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_has_a_row_of_its_own() {
        use Scalar::*;
        for scalar in [Bool, I16, I32, I64, F32, F64, Bytes, Uuid, Date, Time, DateTime, Timestamp, Duration] {
            assert_eq!(SCALARS.iter().filter(|row| row.scalar == scalar).count(), 1, "{scalar:?}");
        }
        assert_eq!(SCALARS.len(), 13);
    }

    #[test]
    fn no_word_and_no_name_means_two_things() {
        let mut words: Vec<&str> = SCALARS.iter().map(|row| row.word).collect();
        words.extend(SCALARS.iter().flat_map(|row| row.others.iter().chain(row.names)));
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
