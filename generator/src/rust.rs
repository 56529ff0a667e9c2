//! Rust from the logical schema: what the derive macro expands to and what stands in the models folder.
//!
//! `model` names what is made for an entity; on it stand `sql` (its statements), `types` and `repository`, which
//! `entity` puts together. That looks at one entity only, since a derive sees no other; `store` and `files` know the
//! whole schema.

mod cached;
pub mod entity;
#[cfg(feature = "files")]
mod files;
mod model;
mod repository;
mod sql;
#[cfg(feature = "files")]
mod store;
mod types;

#[cfg(feature = "files")]
pub use files::{IsKnown, Made, Unit, files, units};
pub(crate) use model::finder;
#[cfg(feature = "files")]
pub use model::finder::unmade;
#[cfg(feature = "files")]
pub use model::{Derived, DerivedEntity, DerivedValue, Settings};
pub use model::{Door, Site};
pub(crate) use types::user_type;
pub use types::values::generate as values;
