//! What a run is asked for.

/// How far back a rollback goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollbackTarget<'a> {
    /// The last so many migrations.
    Last(usize),
    /// Every migration applied after this one.
    To(&'a str),
}

/// What a run is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::migrate) enum Goal<'a> {
    /// Everything, or everything up to this one.
    Up(Option<&'a str>),
    /// Back this far, and over migrations that were recorded by `baseline` only where `baselined` says so.
    Down { back: RollbackTarget<'a>, baselined: bool },
    /// What is there of this one, which was begun only.
    Undo(&'a str),
    /// Apply this one again, which is being rolled back.
    Keep(&'a str),
}
