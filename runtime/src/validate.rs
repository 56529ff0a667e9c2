//! Stub.
/// All broken rules of one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Violations;
impl std::fmt::Display for Violations {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
