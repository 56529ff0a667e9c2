//! Where statements run, as applications and repositories hold it: the pool, one connection, a transaction.

mod after_commit;
mod db;
mod executor;
mod invalidation;
pub(crate) mod invalidation_log;
mod options;
mod session;
mod shared_connection;
mod slot;
mod transaction;
mod unit;

pub use db::Db;
pub use executor::Executor;
pub(crate) use executor::RawStream;
pub use options::{Isolation, TransactionOptions};
pub use session::Session;
pub use transaction::Transaction;
pub use unit::Unit;
