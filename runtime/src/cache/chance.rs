//! Random numbers, which a test may choose by a seed.

#[cfg(test)]
pub(crate) use self::seeded::{random, random_range, seed};
#[cfg(not(test))]
pub(crate) use rand::{random, random_range};

#[cfg(test)]
mod seeded {
    use std::cell::RefCell;

    use rand::distr::StandardUniform;
    use rand::distr::uniform::{SampleRange, SampleUniform};
    use rand::prelude::Distribution;
    use rand::rngs::SmallRng;
    use rand::{RngExt as _, SeedableRng as _};

    thread_local! {
        static CHOSEN: RefCell<Option<SmallRng>> = const { RefCell::new(None) };
    }

    /// From here on this thread draws what follows from a number.
    pub(crate) fn seed(number: u64) {
        CHOSEN.set(Some(SmallRng::seed_from_u64(number)));
    }

    pub(crate) fn random<T>() -> T
    where
        StandardUniform: Distribution<T>,
    {
        CHOSEN.with_borrow_mut(|chosen| chosen.as_mut().map(|rng| rng.random())).unwrap_or_else(rand::random)
    }

    pub(crate) fn random_range<T: SampleUniform, R: SampleRange<T> + Clone>(range: R) -> T {
        let chosen = CHOSEN.with_borrow_mut(|chosen| chosen.as_mut().map(|rng| rng.random_range(range.clone())));
        chosen.unwrap_or_else(|| rand::random_range(range))
    }
}
