//! Where statements run, as applications and repositories hold it: the pool, one connection, a transaction.

mod db;
mod executor;
mod invalidation;
mod options;
mod session;
mod shared_connection;
mod transaction;
mod unit;

pub use db::Db;
pub use executor::Executor;
pub use options::TransactionOptions;
pub use session::Session;
pub use transaction::Transaction;
pub use unit::Unit;
