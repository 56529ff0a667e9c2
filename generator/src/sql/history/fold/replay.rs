//! Replays migrations one after the other.

use std::vec::IntoIter;

use larder_format::plan::PlanFile;

use super::{Folder, Tables};
use crate::sql::Problem;
use crate::sql::history::{Objects, Past, apply_to, apply_to_objects, conflicts, history};
use crate::sql::rules::Rules;

/// The migrations one after the other, with the tables that each of them leads to.
#[derive(Debug)]
pub struct Replay {
    waiting: IntoIter<Past>,
    /// After the migrations that were taken.
    pub tables: Tables,
    /// Beside the tables.
    pub objects: Objects,
    /// Those that the last migration that was taken says.
    pub rules: Rules,
}

impl Replay {
    /// Reads the migrations, and begins before the first of them.
    ///
    /// # Errors
    ///
    /// Those of [`fold`](crate::sql::history::fold::fold), as far as they are seen without applying anything.
    pub fn new(migrations: &Folder) -> Result<Self, Vec<Problem>> {
        let ordered = history(migrations)?;
        let conflicts = conflicts(&ordered);
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        Ok(Self { waiting: ordered.into_iter(), tables: Tables::new(), objects: Objects::new(), rules: Rules::NEWEST })
    }

    /// Takes the next migration; `None` after the last.
    ///
    /// # Errors
    ///
    /// An operation speaks of what is not there; the tables are of no use then.
    pub fn advance(&mut self) -> Result<Option<PlanFile>, Problem> {
        let Some(past) = self.waiting.next() else { return Ok(None) };
        self.rules = past.rules();
        let plan = past.plan;
        for operation in &plan.operations {
            apply_to(&mut self.tables, operation)
                .and_then(|()| apply_to_objects(&mut self.objects, operation))
                .map_err(|problem| problem.at(&plan.id))?;
        }
        Ok(Some(plan))
    }
}
