//! Rust from the logical schema: what the derive macro expands to and what stands in the models folder.
//!
//! `entity` looks at one entity only, since a derive sees no other; `store` and `files` know the whole schema.

mod change;
mod column;
pub mod entity;
mod enums;
mod figure;
#[cfg(feature = "files")]
mod files;
pub(crate) mod finder;
mod hygiene;
#[cfg(feature = "files")]
mod imports;
mod key;
mod literal;
mod model;
mod new;
mod patch;
mod repository;
mod row;
#[cfg(feature = "files")]
mod settings;
mod site;
mod sql;
mod statement;
#[cfg(feature = "files")]
mod store;
mod stub;
mod tokens;
pub(crate) mod user_type;
mod validation;
mod values;

#[cfg(feature = "files")]
pub use files::{IsKnown, Made, Unit, files, units};
#[cfg(feature = "files")]
pub use settings::{Derived, DerivedEntity, DerivedValue, Settings};
pub use site::{Door, Site};
pub use values::generate as values;
