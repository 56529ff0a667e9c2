//! How far a delete reaches: what hangs on a row by references, each entity naming only what hangs on it directly.

use std::collections::BTreeSet;
use std::ptr;
use std::sync::OnceLock;

/// What hangs on the rows of an entity.
#[derive(Debug)]
pub struct DeleteReach {
    /// The cache region of the rows, where they are cached.
    region: Option<&'static str>,
    /// Whether tenants own the rows.
    is_owned: bool,
    /// The references that the database follows when a row is deleted.
    steps: &'static [Step],
    far: OnceLock<Vec<Far>>,
}

/// A reference to a row that is deleted.
#[derive(Debug)]
pub struct Step {
    /// The entity whose rows have it.
    pub to: &'static DeleteReach,
    /// Whether these are deleted too; else the reference is set to null, and the way ends there.
    pub deletes: bool,
    /// Whether it leads from a tenant to all that it has.
    pub of_tenant: bool,
}

/// A region whose rows hang on a deleted one by more steps than a search for them follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Far {
    pub(crate) region: &'static str,
    /// Whether the rows share the deleted row's tenant, so that only its entries go.
    pub(crate) of_tenant: bool,
}

/// How many steps a search for cached rows follows.
const NEAR: u8 = 2;

impl DeleteReach {
    /// Creates what hangs on the rows of an entity.
    #[must_use]
    pub const fn new(region: Option<&'static str>, is_owned: bool, steps: &'static [Step]) -> Self {
        Self { region, is_owned, steps, far: OnceLock::new() }
    }

    /// Returns the regions of which more goes than a search finds: those reached by three steps or more, which circles
    /// are too, those reached through all that a tenant has, and those of other tenancy, since a search for their keys
    /// would lack the tenant.
    pub(crate) fn far(&'static self) -> &'static [Far] {
        self.far.get_or_init(|| self.walk())
    }

    fn walk(&'static self) -> Vec<Far> {
        let mut far = BTreeSet::new();
        let mut followed: BTreeSet<(*const Self, u8)> = BTreeSet::new();
        let mut open: Vec<(&Step, u8)> = self.steps.iter().map(|step| (step, 1)).collect();
        while let Some((step, steps)) = open.pop() {
            let to = step.to;
            if steps > NEAR || to.is_owned != self.is_owned {
                let of_tenant = to.is_owned && self.is_owned;
                far.extend(to.region.map(|region| Far { region, of_tenant }));
            }
            // Each time once is enough: what is beyond the search stays there.
            if step.deletes && followed.insert((ptr::from_ref(to), steps.min(NEAR + 1))) {
                let next = if step.of_tenant { NEAR + 1 } else { steps.saturating_add(1) };
                open.extend(to.steps.iter().map(|step| (step, next)));
            }
        }
        far.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{DeleteReach, Far, Step};

    static LEAF: DeleteReach = DeleteReach::new(Some("leaf"), true, &[]);
    static BRANCH: DeleteReach =
        DeleteReach::new(Some("branch"), true, &[Step { to: &LEAF, deletes: true, of_tenant: false }]);
    static TRUNK: DeleteReach = DeleteReach::new(None, true, &[Step { to: &BRANCH, deletes: true, of_tenant: false }]);
    static ROOT: DeleteReach =
        DeleteReach::new(Some("root"), true, &[Step { to: &TRUNK, deletes: true, of_tenant: false }]);
    static CIRCLE: DeleteReach =
        DeleteReach::new(Some("circle"), true, &[Step { to: &CIRCLE, deletes: true, of_tenant: false }]);
    static CUT: DeleteReach = DeleteReach::new(None, true, &[Step { to: &ROOT, deletes: false, of_tenant: false }]);
    static FREE: DeleteReach = DeleteReach::new(None, false, &[Step { to: &LEAF, deletes: true, of_tenant: false }]);

    #[test]
    fn what_hangs_by_more_than_two_steps_is_far() {
        assert!(TRUNK.far().is_empty());
        assert_eq!(ROOT.far(), [Far { region: "leaf", of_tenant: true }]);
    }

    #[test]
    fn circles_end_and_are_far() {
        assert_eq!(CIRCLE.far(), [Far { region: "circle", of_tenant: true }]);
    }

    #[test]
    fn a_reference_that_is_set_to_null_ends_the_way() {
        assert!(CUT.far().is_empty());
    }

    #[test]
    fn another_tenancy_is_far_at_once() {
        assert_eq!(FREE.far(), [Far { region: "leaf", of_tenant: false }]);
    }
}
