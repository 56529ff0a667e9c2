//! A struct with `#[derive(Repository)]` to drafts.
