//! Whether a replica is fit to be asked.

/// So many samples in a row have to fail before a replica is left out, and to succeed before it is asked again.
const ENOUGH: u32 = 3;

/// Whether a replica answers its samples.
#[derive(Debug)]
pub(crate) struct Reachability {
    is_up: bool,
    /// Samples in a row that say the opposite.
    against: u32,
}

/// What a sample changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReachabilityChange {
    None,
    Up,
    Down,
}

impl Default for Reachability {
    /// The first good sample brings a replica in.
    fn default() -> Self {
        Self { is_up: false, against: ENOUGH - 1 }
    }
}

impl Reachability {
    pub(crate) fn is_up(&self) -> bool {
        self.is_up
    }

    pub(crate) fn note(&mut self, is_good: bool) -> ReachabilityChange {
        if is_good == self.is_up {
            self.against = 0;
            return ReachabilityChange::None;
        }
        self.against += 1;
        if self.against < ENOUGH {
            return ReachabilityChange::None;
        }
        self.is_up = is_good;
        self.against = 0;
        if is_good { ReachabilityChange::Up } else { ReachabilityChange::Down }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reachability, ReachabilityChange};

    #[test]
    fn three_samples_in_a_row_turn_it() {
        let mut health = Reachability::default();
        let mut noted = Vec::new();
        for is_good in [true, false, false, true, false, false, false, true, true, false, true, true, true] {
            noted.push(health.note(is_good));
        }
        use ReachabilityChange::{Down, None, Up};
        assert_eq!(noted, [Up, None, None, None, None, None, Down, None, None, None, None, None, Up]);
        assert!(health.is_up());
    }
}
