//! Search tokens and queries.

use larder_format::Dialect;

use super::Bind;
use crate::search::{SearchQuery, SearchTokens};
use crate::value::arguments::Arguments;

/// An array on PostgreSQL, where the index leads with the tenant; elsewhere one text with the tenant's token in it.
impl Bind for SearchTokens {
    fn bind(&self, arguments: &mut Arguments) {
        match arguments.dialect() {
            Dialect::Postgres => arguments.add_words(&self.as_array()),
            Dialect::MySql | Dialect::Sqlite => arguments.add(self.as_text()),
        }
    }
}

/// In the words of each database's own search operator.
impl Bind for SearchQuery {
    fn bind(&self, arguments: &mut Arguments) {
        match arguments.dialect() {
            Dialect::Postgres => arguments.add_words(&self.as_array()),
            Dialect::MySql => arguments.add(&self.as_boolean_mode()),
            Dialect::Sqlite => arguments.add(&self.as_match()),
        }
    }
}
