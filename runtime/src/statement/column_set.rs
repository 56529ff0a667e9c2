//! Sets of columns, of any size.

/// A set of columns, by their place; of any size.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ColumnSet {
    /// The first columns: few entities have more, and a set of these needs no memory of its own.
    first: u128,
    /// The columns after them. Its last member is never zero, so that equal sets are equal.
    rest: Vec<u128>,
}

const BITS: usize = u128::BITS as usize;

impl ColumnSet {
    pub(crate) const fn new() -> Self {
        Self { first: 0, rest: Vec::new() }
    }

    /// Adds a column; tells whether it was missing.
    pub(crate) fn insert(&mut self, column: usize) -> bool {
        let bit = 1 << (column % BITS);
        let bits = match (column / BITS).checked_sub(1) {
            None => &mut self.first,
            Some(at) => {
                if self.rest.len() <= at {
                    self.rest.resize(at + 1, 0);
                }
                &mut self.rest[at]
            }
        };
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    pub(crate) fn contains(&self, column: usize) -> bool {
        let bits = match (column / BITS).checked_sub(1) {
            None => self.first,
            Some(at) => self.rest.get(at).copied().unwrap_or(0),
        };
        bits & 1 << (column % BITS) != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_any_number_are_told_apart() {
        let mut set = ColumnSet::new();
        assert!(set.is_empty());
        for column in [0, 127, 128, 255, 256, 1_599] {
            assert!(!set.contains(column), "{column}");
            assert!(set.insert(column), "{column}");
            assert!(!set.insert(column), "{column}");
        }
        let members: Vec<_> = (0..3_000).filter(|column| set.contains(*column)).collect();
        assert_eq!(members, [0, 127, 128, 255, 256, 1_599]);
    }

    #[test]
    fn equal_sets_are_equal_in_whatever_order_they_were_made() {
        let of = |columns: &[usize]| {
            let mut set = ColumnSet::new();
            for column in columns {
                set.insert(*column);
            }
            set
        };
        assert_eq!(of(&[400, 3]), of(&[3, 400]));
        assert_ne!(of(&[3]), of(&[131]));
    }
}
