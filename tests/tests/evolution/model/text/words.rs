//! Words of a definition.

use crate::model::{Action, Kind, Update};

impl Action {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Restrict => "restrict",
            Self::Cascade => "cascade",
            Self::SetNull => "set_null",
            Self::Nothing => "no_action",
        }
    }
}

impl Update {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Restrict => "restrict",
            Self::Cascade => "cascade",
            Self::SetNull => "set_null",
        }
    }
}

impl Kind {
    pub(super) fn word(&self) -> String {
        let word = match self {
            Self::Decimal { precision, scale } => return format!("decimal({precision}, {scale})"),
            Self::Blob(max) => return format!("bytes({max})"),
            Self::Bool => "bool",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::Duration => "duration",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::String(_) | Self::TenantId => "string",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Timestamp => "timestamp",
            Self::Json => "json",
            Self::List | Self::Array => "string[]",
            Self::Key(_)
            | Self::Part { .. }
            | Self::Tenant { .. }
            | Self::Reference { .. }
            | Self::Computed { .. }
            | Self::Enum(_) => unreachable!("written by its own words"),
        };
        word.to_owned()
    }
}
