//! Migrations on disk, as the generator writes them and the runtime runs them: folders and `plan.toml`, how SQL is cut
//! into statements, what must hold of a folder, and the order of all of them; and what a database has.

#[cfg(feature = "plan")]
pub mod catalogue;
#[cfg(feature = "plan")]
pub mod checksum;
pub mod dialect;
mod effect;
pub mod folder;
#[cfg(feature = "plan")]
pub mod hash;
#[cfg(feature = "plan")]
pub mod integrity;
pub mod lineage;
pub mod object;
#[cfg(feature = "plan")]
pub mod plan;
pub mod qualified;
pub mod splitter;
pub mod text;

pub use dialect::{Dialect, Direction};
pub use effect::Effect;
#[cfg(feature = "plan")]
pub use plan::{PlanError, PlanFile};
