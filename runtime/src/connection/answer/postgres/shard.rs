//! What Citus says of a broken rule: in its text alone, with the names of a shard, and under XX000 where rows came by
//! COPY.

use super::super::Broken;

/// Returns the SQLSTATE that the text is of, where the engine gives one that says nothing.
pub(super) fn code(message: &str) -> Option<&'static str> {
    const TEXTS: [(&str, &str); 6] = [
        ("duplicate key value violates unique constraint", "23505"),
        ("violates foreign key constraint", "23503"),
        ("violates not-null constraint", "23502"),
        ("violates check constraint", "23514"),
        ("with NULL in the partition column", "23502"),
        // A node had prepared it, or not; another is behind.
        ("could not commit transaction for shard", "40003"),
    ];
    TEXTS.iter().find(|(text, _)| message.contains(text)).map(|(_, code)| *code)
}

/// Returns the constraint that the text names, and the table, where they stand in it.
pub(super) fn constraint(message: &str) -> Broken {
    let Some((before, after)) = message.split_once("constraint \"") else { return Broken::Unnamed };
    let Some((name, rest)) = after.split_once('"') else { return Broken::Unnamed };
    let table = |text: &str, word: &str| Some(text.rsplit_once(word)?.1.split_once('"')?.0.to_owned());
    // Of a row that is still referred to, the table of the reference stands behind.
    let table = table(rest, "on table \"").or_else(|| table(before, "on table \""));
    Broken::Shard { name: name.to_owned(), table: table.or_else(|| self::table(before)) }
}

fn table(before: &str) -> Option<String> {
    Some(before.split_once("relation \"")?.1.split_once('"')?.0.to_owned())
}

/// Returns the column that the text names.
pub(super) fn column(message: &str) -> Broken {
    let named = message.split_once("column \"").and_then(|(_, rest)| rest.split_once('"'));
    named.map_or(Broken::Unnamed, |(column, _)| Broken::Column(column.to_owned()))
}

/// Whether a node that the server works with does not answer; the server itself does.
pub(super) fn is_of_node(message: &str) -> bool {
    message.contains("connection to the remote node") || message.contains("could not connect to any active")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(broken: Broken) -> (String, Option<String>) {
        match broken {
            Broken::Shard { name, table } => (name, table),
            Broken::Column(column) => (column, None),
            _ => (String::new(), None),
        }
    }

    #[test]
    fn a_text_says_what_was_broken() {
        let one = |name: &str, table: Option<&str>| (name.to_owned(), table.map(str::to_owned));
        for (message, code_of, expected) in [
            (
                "duplicate key value violates unique constraint \"users_pkey_102059\"",
                "23505",
                one("users_pkey_102059", None),
            ),
            (
                "insert or update on table \"users_102058\" violates foreign key constraint \"users_tenant_id_fkey_102058\"",
                "23503",
                one("users_tenant_id_fkey_102058", Some("users_102058")),
            ),
            (
                "update or delete on table \"users_102058\" violates foreign key constraint \"notes_fkey_102060\" on table \
                 \"notes_102060\"",
                "23503",
                one("notes_fkey_102060", Some("notes_102060")),
            ),
            (
                "new row for relation \"users_102059\" violates check constraint \"users_role_check\"",
                "23514",
                one("users_role_check", Some("users_102059")),
            ),
        ] {
            assert_eq!(code(message), Some(code_of), "{message}");
            assert_eq!(told(constraint(message)), expected, "{message}");
        }
        let null = "null value in column \"username\" of relation \"users_102059\" violates not-null constraint";
        assert_eq!((code(null), told(column(null)).0), (Some("23502"), "username".to_owned()));
        assert_eq!(code("could not commit transaction for shard 102059 on at least one active node"), Some("40003"));
        assert_eq!(code("there was a parallel operation on a distributed table"), None);
    }
}
