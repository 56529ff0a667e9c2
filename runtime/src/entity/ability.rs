//! What an entity can do beside being read by its key.

use super::{Entity, Names, Registered};
use crate::record::Binder;
use crate::search::SearchTokens;
use crate::statement::{Assignments, InSql, ListSql, PatchSql, Sql};
use crate::validate::Violations;
use crate::value::{Arguments, Keyset};

/// An entity whose rows may change.
pub trait Change: Entity {
    /// A change of some columns.
    type Patch: Patch<Entity = Self>;
    /// Writes every column that may change and, but on MySQL, returns the row.
    const UPDATE: &'static Sql;
    /// Writes some of them.
    const PATCH: &'static PatchSql;
    /// The columns that every update sets to the time.
    const TIMES: &'static [&'static str] = &[];

    /// Names the cache's entries that a changed row may be read by from now on, beside its key.
    fn patched_names(_patch: &Self::Patch, _to: &mut Names<'_>) {}

    /// Returns the words that a changed row is found by.
    fn patched_words(_patch: &Self::Patch, _tenant: Option<&str>) -> PatchedWords {
        PatchedWords::Kept
    }

    /// Appends the values of `UPDATE`.
    fn bind_update(&self, to: &mut Arguments) {
        self.write(&mut Binder::changed(to, Self::COLUMNS, Self::PATCH.columns, Self::TIMES));
        if let Some(tokens) = self.search_tokens() {
            to.add(&tokens);
        }
    }
}

/// Where a patch's search tokens come from.
pub enum PatchedWords {
    /// It changes none of the texts.
    Kept,
    /// The patch has all of the texts.
    Known(SearchTokens),
    /// The row has some of the texts.
    OfRow,
}

/// A change of some columns of an entity's row.
pub trait Patch: Send + Sync + 'static {
    /// The entity.
    type Entity: Change<Patch = Self>;

    /// Checks every rule.
    ///
    /// # Errors
    /// Every violation.
    fn check(&self) -> Result<(), Violations>;

    /// Names the columns that are set, with their values.
    fn set<'v>(&'v self, to: &mut Assignments<'v>);

    /// Makes the same change to a row.
    fn apply(&self, row: &mut Self::Entity);
}

/// An entity whose writes raise a number, which they can ask for.
pub trait Versioned: Entity {
    /// The type of the number.
    type Version: Into<i64>;
    /// What `delete` sends, where the row must have a version.
    const DELETE_IF: &'static Sql;
}

/// An entity whose deletes mark rows.
pub trait SoftDelete: Entity {
    /// Takes the mark away.
    const RESTORE: &'static Sql;
    /// Deletes the row, marked or not.
    const DELETE_PERMANENTLY: &'static Sql;
    /// Removes marked rows.
    const PURGE: &'static PurgeSql;
}

/// What removes rows that are marked as deleted.
#[derive(Debug)]
pub struct PurgeSql {
    /// Selects the first rows that were marked before a moment: `[tenant,] moment, rows`.
    pub marked: Sql,
    /// Deletes the rows of a list of keys.
    pub remove: InSql,
}

/// An entity whose rows belong to tenants.
pub trait Owned: Entity {
    /// Tells rows of all tenants apart: the key, behind the tenant where it is part of the primary key.
    type Place: Keyset;

    /// Returns where the row stands among those of all tenants.
    fn place(&self) -> Self::Place;

    /// The reads of every tenant's rows.
    const ACROSS: &'static AcrossSql;
}

/// The reads of every tenant's rows.
#[derive(Debug)]
pub struct AcrossSql {
    /// Selects a row by its key.
    pub get: Sql,
    /// Selects all rows in the order of their places, newest keys first where keys are made.
    pub list: ListSql,
    /// Counts the rows.
    pub count: Sql,
}

/// An entity whose texts can be searched.
pub trait Searched: Entity {
    /// Selects the rows with all of some words.
    const SEARCH: &'static ListSql;

    /// Hands over the texts that are searched.
    fn texts<R>(&self, with: impl FnOnce(&[&str]) -> R) -> R;
}

/// An entity that belongs to one of another.
pub trait ChildOf<P: Entity>: Entity {
    /// Selects the first rows of each parent in a list, in the order of the index.
    const FIRST: &'static InSql;

    /// Returns the parent, if there is one.
    fn parent(&self) -> Option<P::Key>;
}

/// An entity whose rows a table in between ties to rows of another.
pub trait ManyToMany<B: Entity>: Entity {
    /// What is in between.
    type Join: Join<Self, B>;
}

/// An entity whose rows tie rows of two others to each other.
pub trait Join<A: Entity, B: Entity>: Entity + Registered {
    /// The statements.
    const SQL: &'static JoinSql;

    /// Returns what is new when two rows are tied.
    fn tie(own: A::Key, other: B::Key) -> Self::New;

    /// Returns the keys of both.
    fn ends(&self) -> (A::Key, B::Key);
}

/// The statements on rows that are tied to one of `A`.
#[derive(Debug)]
pub struct JoinSql {
    /// Selects the rows of `B`.
    pub tied: ListSql,
    /// Counts them.
    pub count: Sql,
    /// Selects the rows in between, of some of `B`.
    pub among: InSql,
    /// Selects the rows in between, of some of `A`.
    pub of_many: InSql,
}
