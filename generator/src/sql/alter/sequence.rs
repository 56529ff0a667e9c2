use crate::sql::transition::Renamed;

/// Stands between two names that are swapped.
const BETWEEN: &str = "larder_between";

/// Returns the renames in an order in which no name is taken when its turn comes; names that go round in a circle go by
/// way of one more.
pub(super) fn renames(mut waiting: Vec<Renamed>) -> Vec<Renamed> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let free = |name: &Renamed| !waiting.iter().any(|other| other.from == name.to);
        if let Some(position) = waiting.iter().position(free) {
            ordered.push(waiting.remove(position));
            continue;
        }
        let first = waiting.remove(0);
        ordered.push(Renamed { from: first.from, to: BETWEEN.to_owned() });
        waiting.push(Renamed { from: BETWEEN.to_owned(), to: first.to });
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(names: &[(&str, &str)]) -> String {
        let names = names.iter().map(|(from, to)| Renamed { from: (*from).to_owned(), to: (*to).to_owned() });
        let names = renames(names.collect());
        names.iter().map(|name| format!("{}>{}", name.from, name.to)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_name_is_taken_once_it_is_free() {
        assert_eq!(ordered(&[("a", "b"), ("b", "c")]), "b>c a>b");
        assert_eq!(ordered(&[("a", "b"), ("b", "a")]), "a>larder_between b>a larder_between>b");
        assert_eq!(ordered(&[("a", "b"), ("c", "d")]), "a>b c>d");
    }
}
