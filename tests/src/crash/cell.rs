//! One case of the crash soak: what goes wrong, when, on which database.

use std::fmt;

use larder_format::Direction;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The migrating process gets SIGKILL.
    Killed,
    /// Its connections are reset.
    Cut,
    /// The server gets SIGKILL, and is started again.
    Outage,
}

/// When it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Before a statement is sent, which is after the one before it was answered.
    Before,
    /// Between a statement and its answer.
    During,
}

/// One accident.
#[derive(Debug, Clone)]
pub struct Cell {
    pub(super) change: usize,
    pub(super) name: &'static str,
    pub(super) direction: Direction,
    pub(super) point: usize,
    /// The statement, as far as one needs it to be recognised.
    pub(super) statement: String,
    pub(super) moment: Moment,
    pub(super) fault: Fault,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, direction, point, statement, .. } = self;
        let fault = match self.fault {
            Fault::Killed => "process killed",
            Fault::Cut => "connections cut",
            Fault::Outage => "server killed",
        };
        let moment = if self.moment == Moment::Before { "before" } else { "during" };
        write!(f, "{name} {direction}: {fault} {moment} statement {point} (`{statement}`)")
    }
}
