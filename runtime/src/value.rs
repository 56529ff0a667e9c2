//! Values on their way between Rust and the databases: columns, arguments, rows, keys of pages.

mod arguments;
pub(crate) mod base64url;
mod column;
mod containable;
mod cursor;
mod into_option;
pub mod json;
mod keyset;
mod page;
mod row;
mod row_stream;
mod tenant_setting;

pub use arguments::Arguments;
pub(crate) use arguments::DriverValues;
pub use column::{
    Bind, Column, CursorValue, Date, Decimal, DecimalMember, Digits, Exact, Json, JsonOf, Keyed, LocalDateTime, Scaled,
    Secret, StoredAs, Time, Timestamp, UnknownValue, bind_ordered, deserialize_text, now, write_parts,
};
pub use containable::containable;
pub use cursor::Cursor;
pub use into_option::IntoOption;
pub use keyset::Keyset;
pub use page::{BothWays, Page, Paged};
pub(crate) use row::Raw;
pub use row::Row;
pub use row_stream::RowStream;
pub(crate) use tenant_setting::TenantSetting;
