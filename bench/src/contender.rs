//! The interface that every contender implements.

use std::error::Error;

use larder::Uuid;

/// One way of reading and writing the same rows of `tenants`.
pub(crate) trait Contender {
    fn name(&self) -> &'static str;

    /// Reads the row with all its columns into a struct and returns the length of its name.
    async fn get(&self, id: Uuid) -> Result<usize, Box<dyn Error>>;

    /// Inserts a row with this business id.
    async fn insert(&self, tenant_id: &str) -> Result<(), Box<dyn Error>>;

    /// Changes the row's name and the time of its change.
    async fn patch(&self, id: Uuid, name: &str) -> Result<(), Box<dyn Error>>;
}
