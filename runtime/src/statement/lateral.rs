//! The first rows of each parent in a list, as PostgreSQL finds them fastest.

/// Returns the statement over an array of parents that reads the first rows of each by itself: the index gives them in
/// their order and is left once there are enough. Numbering the rows of all parents, as every engine can, sorts them
/// twice. `None` for a statement that numbers nothing; `compared` is its text up to the list of parents, whose
/// placeholder is `bound`.
pub(super) fn lateral(compared: &str, tail: &[&str], bound: usize) -> Option<String> {
    let (columns, rest) = compared.strip_prefix("SELECT ")?.split_once(" FROM (SELECT ")?;
    let (held, rest) = rest.split_once(", ROW_NUMBER() OVER (PARTITION BY ")?;
    let (parent, rest) = rest.split_once(" ORDER BY ")?;
    let (order, rest) = rest.split_once(") AS larder_place FROM ")?;
    let found = rest.strip_suffix(parent)?;
    let [")) AS ranked WHERE larder_place <= ", _] = tail else { return None };
    Some(format!(
        "SELECT {columns} FROM UNNEST(${bound}) WITH ORDINALITY AS parents (larder_parent, larder_nth) \
         CROSS JOIN LATERAL (SELECT {held}, ROW_NUMBER() OVER (ORDER BY {order}) AS larder_place \
         FROM {found}{parent} = larder_parent ORDER BY {order} LIMIT ${}) AS ranked \
         ORDER BY larder_nth, larder_place",
        bound + 1
    ))
}

#[cfg(test)]
mod tests {
    use super::lateral;

    #[test]
    fn the_rows_of_each_parent_are_read_by_themselves() {
        let numbered = "SELECT id, a::text FROM (SELECT id, a, ROW_NUMBER() OVER (PARTITION BY parent_id ORDER BY a \
                        DESC, id DESC) AS larder_place FROM rows WHERE tenant_id = $1 AND parent_id";
        let tail = [")) AS ranked WHERE larder_place <= ", " ORDER BY parent_id, larder_place"];
        // The order is that of `a`, and not of its text.
        let expected = "SELECT id, a::text FROM UNNEST($2) WITH ORDINALITY AS parents (larder_parent, larder_nth) \
                        CROSS JOIN LATERAL (SELECT id, a, ROW_NUMBER() OVER (ORDER BY a DESC, id DESC) AS \
                        larder_place FROM rows WHERE tenant_id = $1 AND parent_id = larder_parent ORDER BY a DESC, \
                        id DESC LIMIT $3) AS ranked ORDER BY larder_nth, larder_place";
        assert_eq!(lateral(numbered, &tail, 2).as_deref(), Some(expected));
        assert_eq!(lateral("SELECT id FROM rows WHERE id", &[")"], 1), None);
    }
}
