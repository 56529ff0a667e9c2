//! Where statements run, as applications and repositories hold it: the pool, one connection, a transaction.

mod at;
mod db;
mod invalidation;
mod line;
mod options;
mod session;
mod transaction;
mod unit;

pub use at::At;
pub use db::Db;
pub use options::TransactionOptions;
pub use session::Session;
pub use transaction::Transaction;
pub use unit::Unit;
