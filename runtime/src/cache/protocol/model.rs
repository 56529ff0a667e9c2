//! One key, its row, writers and readers, and every step that each of them can take next.

/// What a writer does, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Lock,
    /// Fails the write where Redis does not answer.
    Fence,
    Commit,
    Clear,
    /// Clears, and stores the value where nobody else has a fence.
    ClearOrInstall,
    Delete,
    Set,
    Acknowledge,
}

/// When a reader may store what it loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Always,
    Absent,
    Unfenced,
    Leased,
}

/// What may go wrong, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Evicted,
    /// A command of a writer is not carried out.
    Unanswered,
    WriterDies,
    FenceExpires,
    LeaseExpires,
    RolledBack,
    /// The server starts again with what it held at the beginning.
    Restored,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Protocol {
    pub(super) steps: &'static [Act],
    pub(super) fill: Fill,
    /// A fence that is placed takes the place of another's.
    pub(super) single_owner: bool,
    /// A value of another run of the server is a miss.
    pub(super) knows_runs: bool,
}

/// What stands in Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cell {
    Absent,
    Value {
        version: u8,
        run: u8,
    },
    Lease {
        owner: u8,
        run: u8,
    },
    /// One bit for each writer.
    Fence(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Actor {
    Writer { step: u8, version: u8 },
    Reader { at: Reading, floor: u8 },
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    Idle,
    Asking,
    Leasing,
    /// With the run that granted the lease, if one was.
    Loading(Option<u8>),
    Filling {
        version: u8,
        run: u8,
    },
    Answering(u8),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) row: u8,
    lock: Option<u8>,
    pub(super) cell: Cell,
    first: Cell,
    run: u8,
    acknowledged: u8,
    pub(super) actors: Vec<Actor>,
    fault: bool,
}

/// Who did something, if it was not Redis by itself.
pub(super) type What = (Option<usize>, &'static str);

/// A step that was taken, and where it led; the answer of a reader that was older than it may be.
pub(super) struct Next {
    pub(super) what: What,
    pub(super) world: World,
    pub(super) is_stale: bool,
}

impl World {
    pub(super) fn new(writers: usize, readers: usize, cell: Cell, fault: bool) -> Self {
        let writers = (0..writers).map(|_| Actor::Writer { step: 0, version: 0 });
        let readers = (0..readers).map(|_| Actor::Reader { at: Reading::Idle, floor: 0 });
        let actors = writers.chain(readers).collect();
        Self { row: 0, lock: None, cell, first: cell, run: 0, acknowledged: 0, actors, fault }
    }

    /// Every world that may follow.
    pub(super) fn successors(&self, protocol: Protocol, fault: Option<Fault>) -> Vec<Next> {
        let fault = fault.filter(|_| self.fault);
        let mut next = Vec::new();
        for number in 0..self.actors.len() {
            match self.actors[number] {
                Actor::Writer { step, version } => self.write(protocol, fault, number, (step, version), &mut next),
                Actor::Reader { at, floor } => self.read(protocol, number, at, floor, &mut next),
                Actor::Done => {}
            }
        }
        self.befall(fault, &mut next);
        next
    }

    fn with(&self, number: usize, actor: Actor, cell: Cell) -> Self {
        let mut world = self.clone();
        world.actors[number] = actor;
        world.cell = cell;
        world
    }

    fn write(
        &self,
        protocol: Protocol,
        fault: Option<Fault>,
        number: usize,
        (step, version): (u8, u8),
        next: &mut Vec<Next>,
    ) {
        let bit = 1 << number;
        let owner = Some(u8::try_from(number).unwrap_or(u8::MAX));
        let kind = protocol.steps[usize::from(step)];
        let is_last = usize::from(step) + 1 == protocol.steps.len();
        let after = if is_last { Actor::Done } else { Actor::Writer { step: step + 1, version } };
        let mut add = |what: &'static str, world: World| {
            next.push(Next { what: (Some(number), what), world, is_stale: false });
        };
        let is_begun = self.lock == owner || self.cell_has(bit) || version > 0;
        if fault == Some(Fault::WriterDies) && is_begun {
            let mut world = self.with(number, Actor::Done, self.cell);
            world.lock = world.lock.filter(|lock| Some(*lock) != owner);
            world.fault = false;
            add("dies", world);
        }
        let is_of_redis = !matches!(kind, Act::Lock | Act::Commit | Act::Acknowledge);
        if fault == Some(Fault::Unanswered) && is_of_redis {
            // Without its fence the write is not made.
            let after = if kind == Act::Fence { Actor::Done } else { after };
            let mut world = self.with(number, after, self.cell);
            world.lock = world.lock.filter(|lock| kind != Act::Fence || Some(*lock) != owner);
            world.fault = false;
            add("is not answered by Redis", world);
        }
        match kind {
            Act::Lock if self.lock.is_none() => {
                add("locks", World { lock: owner, ..self.with(number, after, self.cell) });
            }
            Act::Lock => {}
            Act::Commit => {
                let version = self.row + 1;
                let after = Actor::Writer { step: step + 1, version };
                add("commits", World { row: version, lock: None, ..self.with(number, after, self.cell) });
                if fault == Some(Fault::RolledBack) {
                    let world = self.with(number, Actor::Done, cleared(self.cell, bit));
                    add("rolls back and clears", World { lock: None, fault: false, ..world });
                }
            }
            Act::Acknowledge => {
                let acknowledged = self.acknowledged.max(version);
                add("acknowledges", World { acknowledged, ..self.with(number, after, self.cell) });
            }
            Act::Fence => {
                let others =
                    if let (Cell::Fence(others), false) = (self.cell, protocol.single_owner) { others } else { 0 };
                add("fences", self.with(number, after, Cell::Fence(others | bit)));
            }
            Act::Clear => add("clears", self.with(number, after, cleared(self.cell, bit))),
            Act::ClearOrInstall => {
                let installed = Cell::Value { version, run: self.run };
                let cell = if self.cell == Cell::Fence(bit) { installed } else { cleared(self.cell, bit) };
                add("clears or installs", self.with(number, after, cell));
            }
            Act::Delete => add(
                "deletes",
                self.with(number, after, if let Cell::Fence(_) = self.cell { self.cell } else { Cell::Absent }),
            ),
            Act::Set => add("sets", self.with(number, after, Cell::Value { version, run: self.run })),
        }
    }

    fn cell_has(&self, bit: u8) -> bool {
        matches!(self.cell, Cell::Fence(writers) if writers & bit != 0)
    }

    /// The version that a reader may take from Redis.
    fn readable(&self, protocol: Protocol) -> Option<u8> {
        match self.cell {
            Cell::Value { version, run } if run == self.run || !protocol.knows_runs => Some(version),
            _ => None,
        }
    }

    fn read(&self, protocol: Protocol, number: usize, at: Reading, floor: u8, next: &mut Vec<Next>) {
        let owner = u8::try_from(number).unwrap_or(u8::MAX);
        let mut add = |what: &'static str, actor: Actor, cell: Cell, is_stale: bool| {
            let world = self.with(number, actor, cell);
            next.push(Next { what: (Some(number), what), world, is_stale });
        };
        let go_on = |at| Actor::Reader { at, floor };
        match at {
            Reading::Idle => {
                add("begins", Actor::Reader { at: Reading::Asking, floor: self.acknowledged }, self.cell, false);
            }
            Reading::Asking => match (self.readable(protocol), self.cell) {
                (Some(version), _) => add("hits", Actor::Done, self.cell, version < floor),
                (None, Cell::Fence(_) | Cell::Lease { .. }) if protocol.fill == Fill::Leased => {
                    add("is kept away", go_on(Reading::Loading(None)), self.cell, false);
                }
                (None, Cell::Fence(_)) if protocol.fill == Fill::Unfenced => {
                    add("is kept away", go_on(Reading::Loading(None)), self.cell, false);
                }
                _ if protocol.fill == Fill::Leased => add("misses", go_on(Reading::Leasing), self.cell, false),
                _ => add("misses", go_on(Reading::Loading(Some(self.run))), self.cell, false),
            },
            Reading::Leasing => match (self.readable(protocol), self.cell) {
                (Some(version), _) => add("finds it filled", Actor::Done, self.cell, version < floor),
                (None, Cell::Fence(_) | Cell::Lease { .. }) => {
                    add("gets no lease", go_on(Reading::Loading(None)), self.cell, false);
                }
                _ => {
                    let lease = Cell::Lease { owner, run: self.run };
                    add("leases", go_on(Reading::Loading(Some(self.run))), lease, false);
                }
            },
            Reading::Loading(None) => add("loads", go_on(Reading::Answering(self.row)), self.cell, false),
            Reading::Loading(Some(run)) => {
                add("loads", go_on(Reading::Filling { version: self.row, run }), self.cell, false);
            }
            Reading::Filling { version, run } => {
                let fills = match protocol.fill {
                    Fill::Always => true,
                    Fill::Absent => self.cell == Cell::Absent,
                    Fill::Unfenced => !matches!(self.cell, Cell::Fence(_)),
                    Fill::Leased => self.cell == (Cell::Lease { owner, run }),
                };
                let cell = if fills { Cell::Value { version, run } } else { self.cell };
                add(if fills { "fills" } else { "may not fill" }, go_on(Reading::Answering(version)), cell, false);
            }
            Reading::Answering(version) => add("answers", Actor::Done, self.cell, version < floor),
        }
    }

    /// What happens to Redis by itself.
    fn befall(&self, fault: Option<Fault>, next: &mut Vec<Next>) {
        let (cell, run) = match (fault, self.cell) {
            (Some(Fault::Evicted), cell) if cell != Cell::Absent => (Cell::Absent, self.run),
            (Some(Fault::FenceExpires), Cell::Fence(_)) | (Some(Fault::LeaseExpires), Cell::Lease { .. }) => {
                (Cell::Absent, self.run)
            }
            (Some(Fault::Restored), _) => (self.first, self.run + 1),
            _ => return,
        };
        let world = Self { cell, run, fault: false, ..self.clone() };
        next.push(Next { what: (None, "Redis loses what it held"), world, is_stale: false });
    }
}

/// As the script does.
fn cleared(cell: Cell, bit: u8) -> Cell {
    match cell {
        Cell::Fence(writers) if writers == bit => Cell::Absent,
        Cell::Fence(writers) => Cell::Fence(writers & !bit),
        _ => Cell::Absent,
    }
}
