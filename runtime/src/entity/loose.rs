//! References that a delete lets go of before the rows go that they name.

use crate::statement::InSql;

/// A reference that is set to null before its parent goes, because PostgreSQL's key holds the tenant too and can set
/// nothing to null by itself.
#[derive(Debug)]
pub struct Loosening {
    /// The parent's table.
    pub table: &'static str,
    /// `UPDATE messages SET author_id = NULL WHERE tenant_id = $1 AND author_id IN (`, with `)` behind the keys.
    pub unties: InSql,
}
