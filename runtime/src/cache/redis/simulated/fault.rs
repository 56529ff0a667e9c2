//! What may befall the server and the way to it.

use std::time::Duration;

use super::State;
use crate::cache::chance::random_range;
use crate::cache::time::Instant;

/// What happens once, at a step of some instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerFault {
    /// A command does not arrive.
    Lost,
    /// A command arrives late, when nobody waits for its answer any more.
    Late,
    /// A command is carried out, and its answer does not arrive.
    Unanswered,
    /// The connections of the instance break.
    Reset,
    /// Nothing passes between the instance and the server for a while; its connections may break by that.
    CutOff,
    /// Nothing passes between any instance and the server for a while.
    Stopped,
    Flushed,
    Evicted,
    /// The server starts again with nothing, or with what it had kept at an earlier step.
    Restarted,
    Restored,
    /// The process of the instance ends.
    Dead,
}

impl ServerFault {
    pub(crate) const ALL: [Self; 11] = [
        Self::Lost,
        Self::Late,
        Self::Unanswered,
        Self::Reset,
        Self::CutOff,
        Self::Stopped,
        Self::Flushed,
        Self::Evicted,
        Self::Restarted,
        Self::Restored,
        Self::Dead,
    ];

    fn is_of_a_command(self) -> bool {
        matches!(self, Self::Lost | Self::Late | Self::Unanswered)
    }
}

/// What is wrong with a server, so that it has to be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Planted {
    FillsAnything,
    ForgetsFences,
    TellsNobody,
}

/// Where a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ToServer,
    Elsewhere,
}

/// What becomes of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandFate {
    Usual,
    Lost,
    Late(Duration),
    Unanswered,
}

impl State {
    pub(super) fn step(&mut self, instance: usize, way: Way) -> CommandFate {
        self.steps += 1;
        let Some((at, fault)) = self.fault else { return CommandFate::Usual };
        // Kept at some step before, so that there is something that has become old since.
        if fault == ServerFault::Restored && self.kept.is_none() && 2 * self.steps >= at {
            self.kept = Some(self.keys.clone());
        }
        if self.steps < at || (fault.is_of_a_command() && way == Way::Elsewhere) {
            return CommandFate::Usual;
        }
        self.fault = None;
        self.befall(instance, fault)
    }

    fn befall(&mut self, instance: usize, fault: ServerFault) -> CommandFate {
        let for_a_while = || Instant::now().after(Duration::from_millis(random_range(5..1_500)));
        match fault {
            ServerFault::Lost => return CommandFate::Lost,
            ServerFault::Late => return CommandFate::Late(Duration::from_millis(random_range(1..1_200))),
            ServerFault::Unanswered => return CommandFate::Unanswered,
            ServerFault::Reset => self.reset(instance),
            ServerFault::CutOff => {
                self.cut_until.insert(instance, for_a_while());
                if random_range(0..2) == 0 {
                    self.reset(instance);
                }
            }
            ServerFault::Stopped => self.stands_until = for_a_while(),
            ServerFault::Flushed => {
                self.keys = super::Keys::default();
                self.listeners.tell_all();
            }
            ServerFault::Evicted => self.keys.lose_one(),
            ServerFault::Restarted => self.restart(super::Keys::default()),
            ServerFault::Restored => {
                let kept = self.kept.take().unwrap_or_default();
                self.restart(kept);
            }
            ServerFault::Dead => {
                self.dead.insert(instance);
            }
        }
        CommandFate::Usual
    }

    fn reset(&mut self, instance: usize) {
        *self.resets.entry(instance).or_default() += 1;
    }

    fn restart(&mut self, keys: super::Keys) {
        self.keys = keys;
        self.scripts.clear();
        self.restarts += 1;
        self.listeners.clear();
        self.run += 1;
    }
}
