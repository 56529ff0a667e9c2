//! What a test returns.

/// What a test returns: nothing, a `Result`, or whether it holds.
pub trait TestOutcome {
    /// Returns whether the test has succeeded.
    fn is_success(&self) -> bool;
}

impl TestOutcome for () {
    fn is_success(&self) -> bool {
        true
    }
}

impl<T, E> TestOutcome for Result<T, E> {
    fn is_success(&self) -> bool {
        self.is_ok()
    }
}

impl TestOutcome for bool {
    fn is_success(&self) -> bool {
        *self
    }
}
