//! What a test returns.

/// What a test returns: nothing, a `Result`, or whether it holds.
pub trait Outcome {
    /// Returns whether the test has succeeded.
    fn is_success(&self) -> bool;
}

impl Outcome for () {
    fn is_success(&self) -> bool {
        true
    }
}

impl<T, E> Outcome for Result<T, E> {
    fn is_success(&self) -> bool {
        self.is_ok()
    }
}

impl Outcome for bool {
    fn is_success(&self) -> bool {
        *self
    }
}
