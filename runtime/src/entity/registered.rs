//! What the whole schema says about one entity.

use crate::entity::{Cascade, CounterUpdate, DeleteReach, Far, Loosening, ParentCheck, Removal, Table};

/// What the whole schema says about one entity.
///
/// Generated where all entities are known, so an entity that the generator never saw does not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not registered in a store",
    label = "codegen has not read this entity",
    note = "run `codegen`, and make sure that `sources` under `[codegen]` of models.toml names the folder of `{Self}`",
    note = "the generated code is part of the crate once `lib.rs` or `main.rs` contains `mod models;`",
    note = "codegen reads sources as they are written: it does not see a struct that another macro makes, that stands \
            in a function, or whose derive is imported under another name",
    note = "without a generated store, and only if no other table refers to this one or is counted in it: \
            `larder::register!({Self});`",
    note = "the entity of a view is only read: nothing stores, changes or deletes its rows"
)]
pub trait Registered: Table {
    /// References whose tenant must agree and that no composite key checks.
    const PARENTS: &'static [ParentCheck<Self>] = &[];
    /// Parent rows that count rows of this entity.
    const COUNTERS: &'static [CounterUpdate<Self>] = &[];
    /// Cached rows that the delete of a row of this entity removes or changes.
    const CASCADES: &'static [Cascade] = &[];
    /// What hangs on a row of this entity, by however many references; `None` where searches find all of it.
    const REACH: Option<&'static DeleteReach> = None;
    /// How a delete finds the counters that it has to change; `None` where it changes none.
    const REMOVAL: Option<&'static Removal> = None;
    /// What lets go of a row of this entity, and of those that go with it, before a delete; on PostgreSQL alone.
    const LOOSE: &'static [Loosening] = &[];
}

/// Returns the regions of which more goes with a row than searches find, but those that go with a tenant.
pub(crate) fn far<T: Registered>() -> Vec<Far> {
    let goes_with_tenant = |far: &Far| {
        T::CASCADES.iter().any(|cascade| matches!(cascade, Cascade::Tenant { region } if *region == far.region))
    };
    let far = T::REACH.map(DeleteReach::far).unwrap_or_default();
    far.iter().copied().filter(|far| !goes_with_tenant(far)).collect()
}
