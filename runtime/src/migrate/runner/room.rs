//! MySQL and MariaDB keep the room of columns that were dropped in an instant in every row, and MySQL counts such
//! changes. Where that stops another one, writing the table anew gives the room back.

use larder_format::Dialect;
use larder_format::splitter::essence;

use crate::migrate::report::failure::mysql_number;

/// "Row size too large", and MySQL's "maximum row versions reached".
const FULL: [u16; 2] = [1118, 4092];

/// Returns the table to write anew, if the statement failed for want of room in it.
pub(super) fn full_table(statement: &str, error: &sqlx::Error) -> Option<String> {
    let is_full = mysql_number(error).is_some_and(|number| FULL.contains(&number));
    altered(statement).filter(|_| is_full)
}

/// Returns the table that a statement changes, as it spells it.
fn altered(statement: &str) -> Option<String> {
    let text = essence(statement, Dialect::MySql);
    let rest = text.strip_prefix("ALTER TABLE ")?;
    let end = match rest.strip_prefix('`') {
        Some(quoted) => quoted.find('`')? + 2,
        None => rest.find(' ')?,
    };
    Some(rest[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::altered;

    #[test]
    fn the_table_of_a_change_is_told() {
        assert_eq!(altered("ALTER TABLE us\n    ADD COLUMN a INT").as_deref(), Some("us"));
        assert_eq!(altered("-- why\nALTER TABLE `order` ADD COLUMN a INT").as_deref(), Some("`order`"));
        assert_eq!(altered("CREATE TABLE us (a INT)"), None);
    }
}
