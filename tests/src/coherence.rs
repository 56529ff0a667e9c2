//! Several processes that read and write the same rows, and a check of what each of them saw.
//!
//! Every row carries a number that each write to it makes larger. An instance that has written or read a row with one
//! number must never read it with a smaller one, by whatever key; a row that is gone stays gone; and a row that has an
//! alias is found by it until a later write takes the alias away. No process may read a row with a smaller number than
//! a write had that was acknowledged to any of them, longer ago than the bound of the run.

mod fault;
mod floors;
mod herd;
mod history;
mod lag;
mod partition;
mod stampede;
mod worker;

pub use fault::RedisFault;
pub use floors::{Floors, Seen};
pub use herd::{Herd, HerdReport};
pub use history::{Absence, History, Write};
pub use lag::Lags;
pub use stampede::{Missed, Round, Stampede, be_crowd};
pub use worker::{Orders, be_worker};
