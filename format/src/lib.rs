//! Formats that the generator and the runtime of larder both know: `plan.toml`, migration folders and checksums.

pub mod checksum;
mod dialect;
pub mod folder;
pub mod hash;
pub mod lineage;
pub mod plan;
pub mod text;

pub use dialect::{Dialect, Direction};
pub use plan::{PlanError, PlanFile};
