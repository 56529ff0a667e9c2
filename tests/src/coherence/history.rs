//! What was written, so that reads can be judged.

use std::collections::HashMap;

use larder::Uuid;

/// A write that was acknowledged, or may have been applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    pub id: Uuid,
    /// The number it gave the row; none when it deleted it.
    pub number: Option<u64>,
    pub alias: Option<String>,
    /// Microseconds since 1970 when it was begun.
    pub begun: u64,
}

/// A read by alias that found nothing, though the instance had seen the row with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    pub id: Uuid,
    /// The number under which the instance knew the row.
    pub number: u64,
    pub alias: String,
    /// Microseconds since 1970 when the read ended.
    pub ended: u64,
}

/// The writes of all processes.
#[derive(Debug, Default)]
pub struct History(HashMap<Uuid, Vec<Write>>);

impl History {
    pub fn add(&mut self, write: Write) {
        self.0.entry(write.id).or_default().push(write);
    }

    /// Whether a later write, begun before the read ended, can have taken the alias away.
    #[must_use]
    pub fn explains(&self, absence: &Absence) -> bool {
        // The alias that is the row's own name is never taken away but with the row.
        let can_change = absence.alias != absence.id.to_string();
        self.0.get(&absence.id).into_iter().flatten().any(|write| {
            let takes_it = write.number.is_none_or(|number| {
                can_change && number > absence.number && write.alias.as_deref() != Some(&absence.alias)
            });
            takes_it && write.begun <= absence.ended
        })
    }
}

impl Write {
    pub(super) fn line(&self) -> String {
        let number = self.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        format!("write {} {number} {} {}", self.id, self.alias.as_deref().unwrap_or("-"), self.begun)
    }

    pub(super) fn parse(words: &[&str]) -> Option<Self> {
        let [id, number, alias, begun] = words else { return None };
        let number = if *number == "-" { None } else { Some(number.parse().ok()?) };
        let alias = (*alias != "-").then(|| (*alias).to_owned());
        Some(Self { id: id.parse().ok()?, number, alias, begun: begun.parse().ok()? })
    }
}

impl Absence {
    pub(super) fn line(&self) -> String {
        format!("absence {} {} {} {}", self.id, self.number, self.alias, self.ended)
    }

    pub(super) fn parse(words: &[&str]) -> Option<Self> {
        let [id, number, alias, ended] = words else { return None };
        let (number, ended) = (number.parse().ok()?, ended.parse().ok()?);
        Some(Self { id: id.parse().ok()?, number, alias: (*alias).to_owned(), ended })
    }
}
