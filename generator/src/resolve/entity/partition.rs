//! Resolves how the rows of an entity are laid out in partitions.

use crate::{
    diagnostic::Diagnostics,
    draft::{EntityDraft, Located},
    ir::{Partition, PartitionLayout, Period, Ranges},
    resolve::lookup::{Fields, find},
};

/// How many periods to come have a partition where nothing is said.
const AHEAD: u32 = 3;

/// Returns the partitions; `None` where there are none, or where what is written is reported by `check`.
pub(in crate::resolve) fn resolve(
    draft: &EntityDraft,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) -> Option<Partition> {
    let said = draft.partition.as_ref()?;
    let by = find(said.by.as_ref()?, draft, fields, diagnostics)?;
    let every = said.every.as_ref().and_then(|word| Period::of_word(&word.value));
    let layout = match (every, &said.hash) {
        (Some(every), None) => {
            let ahead = said.ahead.as_ref().map_or(Some(AHEAD), number)?;
            let keep = match &said.keep {
                Some(keep) => Some(number(keep)?),
                None => None,
            };
            PartitionLayout::Range(Ranges { every, ahead, keep, drops: said.drop.is_some() })
        }
        (None, Some(parts)) => PartitionLayout::Hash(number(parts)?),
        _ => return None,
    };
    Some(Partition { by, layout })
}

fn number(said: &Located<i64>) -> Option<u32> {
    u32::try_from(said.value).ok()
}
