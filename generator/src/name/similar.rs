//! Finds the name that was probably meant, for "did you mean".

/// Returns the candidate most like `name`, if one is near enough to have been meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Keys as other tools call them, and as larder does.
const OTHER_KEYS: [(&[&str], &str); 8] = [
    (&["references", "foreign_key", "fk", "ref", "relation", "parent"], "belongs_to"),
    (&["max_length", "max_len", "size"], "length"),
    (&["null", "optional"], "nullable"),
    (&["primary_key", "pk"], "primary"),
    (&["regex", "matches"], "pattern"),
    (&["renamed_from", "old_name"], "was"),
    (&["values", "choices"], "enum"),
    (&["comment", "description"], "doc"),
];

/// Returns the key that was probably meant: one that other tools call so, or one spelled nearly so.
pub(crate) fn nearest_key<'a>(key: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let meant = OTHER_KEYS.iter().find(|(others, _)| others.contains(&key)).map(|(_, meant)| *meant);
    let known_as = meant.and_then(|meant| known.clone().into_iter().find(|known| *known == meant));
    known_as.or_else(|| nearest(key, known))
}

/// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
