//! The flags that answer questions about a change.

use clap::Args;
use larder_generator::sql::{Answers, Filling, Rename, Subject};

/// Answers to questions about a change. Each may be given more than once.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Answers")]
pub(crate) struct AnswerArguments {
    /// A field, an entity or a value of an enum was renamed: `User.bio=biography`, `Account=Customer`,
    /// `User.status.cancelled=refunded`.
    #[arg(long, global = true, value_name = "OLD=NEW")]
    rename: Vec<Rename>,
    /// A field or an entity is dropped, with all its values: `User.bio`, `Account`.
    #[arg(long, global = true, value_name = "NAME")]
    drop: Vec<Subject>,
    /// The value for existing rows that have none, or none that fits: `User.nickname='none'`; for one database
    /// `User.id:mysql=UUID()`.
    #[arg(long, global = true, value_name = "FIELD=SQL")]
    fill: Vec<Filling>,
    /// A field may accept fewer values than before: `User.count`.
    #[arg(long, global = true, value_name = "FIELD")]
    narrow: Vec<Subject>,
    /// A reference now points to another entity, and its values are already keys of that entity: `Post.owner_id`. Or
    /// two tables look swapped, but the rows of each belong to its entity: `posts`.
    #[arg(long, global = true, value_name = "NAME")]
    keep: Vec<Subject>,
    /// Bring the tables to the newest lowering rules, the way in which definitions become tables, by a migration of its
    /// own; without it, migrations keep the rules of the existing ones.
    #[arg(long, global = true)]
    upgrade: bool,
}

impl AnswerArguments {
    pub(crate) fn answers(&self) -> Answers {
        Answers {
            renames: self.rename.clone(),
            drops: self.drop.clone(),
            fills: self.fill.clone(),
            narrows: self.narrow.clone(),
            keeps: self.keep.clone(),
            upgrade: self.upgrade,
        }
    }
}
