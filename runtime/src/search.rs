//! Portable full text: the same rows are found on PostgreSQL, MySQL/MariaDB and SQLite, in Chinese, Japanese, Korean
//! and everything written with spaces.
//!
//! A text is normalised (NFKC, letters folded) and cut into *runs*: CJK characters on one side, words of other letters
//! and digits on the other. A row stores [`SearchTokens`]: each word, each CJK character and each pair of adjacent
//! ones, as ASCII that no engine's parser takes apart. A [`SearchQuery`] asks the database for the rows that hold all
//! of its tokens, and then looks at the text itself ([`SearchQuery::matches`]), so that pairs which lie apart do not
//! pass for a phrase.

mod normal;
mod query;
mod run;
mod token;
mod tokens;

pub use query::SearchQuery;
pub use tokens::SearchTokens;
