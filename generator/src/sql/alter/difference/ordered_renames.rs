//! Orders renames so that every new name is free when it is taken.

use std::collections::VecDeque;

use crate::sql::transition::Renamed;

/// Returns the renames in an order in which every name is free when it is taken; where names go round in a circle, one
/// of them is put aside first.
pub fn ordered_renames(renames: &[Renamed]) -> Vec<Renamed> {
    let mut waiting: VecDeque<_> = renames.iter().cloned().collect();
    let mut ordered = Vec::new();
    let mut turned = 0;
    while let Some(mut rename) = waiting.pop_front() {
        if !waiting.iter().any(|other| other.from == rename.to) {
            ordered.push(rename);
            turned = 0;
        } else if turned < waiting.len() {
            turned += 1;
            waiting.push_back(rename);
        } else {
            let aside = format!("larder_aside_{}", ordered.len());
            ordered.push(Renamed { from: rename.from, to: aside.clone() });
            rename.from = aside;
            waiting.push_back(rename);
            turned = 0;
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(renames: &[(&str, &str)], expected: &[(&str, &str)]) {
        let renames: Vec<_> =
            renames.iter().map(|(from, to)| Renamed { from: (*from).into(), to: (*to).into() }).collect();
        let ordered = ordered_renames(&renames);
        let names: Vec<_> = ordered.iter().map(|rename| (rename.from.as_str(), rename.to.as_str())).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_name_is_free_when_it_is_taken() {
        check(&[("a", "b"), ("c", "d")], &[("a", "b"), ("c", "d")]);
        check(&[("a", "b"), ("b", "c")], &[("b", "c"), ("a", "b")]);
        check(&[("a", "b"), ("b", "a")], &[("b", "larder_aside_0"), ("a", "b"), ("larder_aside_0", "a")]);
    }
}
