//! The operations that are measured.

use std::error::Error;
use std::time::Instant;

use larder::Uuid;

use crate::contender::Contender;

/// Rounds that count; each contender has a turn in every one.
pub(crate) const ROUNDS: usize = 60;
/// Calls in one turn.
pub(crate) const OPERATIONS: usize = 50;

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operation {
    Get,
    Insert,
    Patch,
}

impl Operation {
    /// Runs one round with one contender and returns the microseconds of one operation.
    pub(crate) async fn round(
        self,
        contender: &impl Contender,
        ids: &[Uuid],
        round: usize,
    ) -> Result<f64, Box<dyn Error>> {
        let mut times = Vec::with_capacity(OPERATIONS);
        for n in 0..OPERATIONS {
            let id = ids[(round * 7919 + n * 104_729) % ids.len()];
            let key = tenant_id(contender.name(), n);
            let started = Instant::now();
            match self {
                Self::Get => assert_ne!(contender.get(id).await?, 0),
                Self::Insert => contender.insert(&key).await?,
                Self::Patch => contender.patch(id, "A changed name").await?,
            }
            times.push(started.elapsed().as_secs_f64() * 1e6);
        }
        Ok(median(&mut times))
    }
}

/// Prints one line per contender: its median, and how larder compares.
pub(crate) fn report(operation: Operation, names: &[&str], rounds: &[Vec<f64>]) {
    for (index, name) in names.iter().enumerate() {
        let mut own: Vec<f64> = rounds.iter().map(|round| round[index]).collect();
        let mut ratios: Vec<f64> = rounds.iter().map(|round| round[0] / round[index]).collect();
        println!("{operation:?} {name:<22} {:>9.1} µs   larder / this {:.2}", median(&mut own), median(&mut ratios));
    }
}

/// Returns the middle value.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Returns a business id that no earlier run has used.
pub(crate) fn tenant_id(prefix: &str, n: usize) -> String {
    let prefix: String = prefix.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    format!("{prefix}-{n}-{}", &Uuid::now_v7().simple().to_string()[8..])
}
