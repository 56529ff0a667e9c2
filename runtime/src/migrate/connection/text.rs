//! Values of any type as text, for a person to read.

#[cfg(feature = "mysql")]
pub(super) fn mysql(row: &sqlx::mysql::MySqlRow) -> sqlx::Result<Vec<String>> {
    use sqlx::Row as _;
    (0..row.len()).map(|index| row.try_get_unchecked::<Option<Vec<u8>>, _>(index).map(bytes)).collect()
}

#[cfg(feature = "sqlite")]
pub(super) fn sqlite(row: &sqlx::sqlite::SqliteRow) -> sqlx::Result<Vec<String>> {
    use sqlx::Row as _;
    (0..row.len()).map(|index| row.try_get_unchecked::<Option<Vec<u8>>, _>(index).map(bytes)).collect()
}

#[cfg(feature = "postgres")]
pub(super) fn postgres(row: &sqlx::postgres::PgRow) -> sqlx::Result<Vec<String>> {
    use sqlx::{Row as _, ValueRef as _};
    let text = |index| {
        let value = row.try_get_raw(index)?;
        if value.is_null() {
            return Ok("null".to_owned());
        }
        value.as_str().map(str::to_owned).map_err(sqlx::Error::Decode)
    };
    (0..row.len()).map(text).collect()
}

/// Texts as they are, other bytes in hexadecimal.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
fn bytes(value: Option<Vec<u8>>) -> String {
    let Some(value) = value else {
        return "null".to_owned();
    };
    match String::from_utf8(value) {
        Ok(text) if !text.chars().any(char::is_control) => text,
        Ok(text) => hexadecimal(text.as_bytes()),
        Err(error) => hexadecimal(error.as_bytes()),
    }
}

#[cfg(any(feature = "mysql", feature = "sqlite"))]
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
