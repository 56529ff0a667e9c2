//! What a statement does, by its words.

const INSERT: &str = "INSERT";

/// What a statement does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It changes none.
    Reads,
    /// It inserts or changes some.
    Writes,
    /// Inserts what a query finds: `INSERT … SELECT`. Not every engine runs it wherever its rows are.
    Copies,
    /// It deletes some.
    Deletes,
}

impl Effect {
    /// The same to whoever sends the statement, to whom every INSERT is one; this is asked for each.
    #[must_use]
    pub fn when_sent(text: &str) -> Self {
        let is_insert = text.get(..INSERT.len()).is_some_and(|word| word.eq_ignore_ascii_case(INSERT));
        if is_insert { Self::Writes } else { Self::of(text) }
    }

    /// Reads the first word of a statement. One that is not known counts as a write, and so does a name of a WITH that
    /// is a word for writing: too much care costs less than too little.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let is_one_of = |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
        match words.next().unwrap_or_default() {
            first if is_one_of(first, &["SELECT", "VALUES", "SHOW"]) => Self::Reads,
            first if is_one_of(first, &["WITH"]) => {
                let writes = words.any(|word| is_one_of(word, &["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"]));
                if writes { Self::Writes } else { Self::Reads }
            }
            first if is_one_of(first, &["DELETE"]) => Self::Deletes,
            first if is_one_of(first, &["INSERT", "REPLACE"]) => {
                // Whichever comes first: values may be queries in parentheses, and a query may be of VALUES.
                match words.find(|word| is_one_of(word, &["SELECT", "TABLE", "WITH", "VALUES", "SET"])) {
                    Some(word) if is_one_of(word, &["SELECT", "TABLE", "WITH"]) => Self::Copies,
                    _ => Self::Writes,
                }
            }
            _ => Self::Writes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Effect;

    #[test]
    fn a_statement_is_of_one_kind() {
        for (text, expected) in [
            ("SELECT 1", Effect::Reads),
            ("(VALUES (1))", Effect::Reads),
            ("WITH a AS (SELECT 1) SELECT * FROM a", Effect::Reads),
            ("WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a", Effect::Writes),
            ("INSERT INTO a (b) VALUES ((SELECT 1))", Effect::Writes),
            ("INSERT INTO a (b) SELECT c FROM d", Effect::Copies),
            ("insert into a (b)\nselect c from (values (1)) d", Effect::Copies),
            ("INSERT INTO a WITH c AS (SELECT 1) SELECT * FROM c", Effect::Copies),
            ("REPLACE INTO a TABLE b", Effect::Copies),
            ("INSERT INTO a SET b = (SELECT 1)", Effect::Writes),
            ("INSERT INTO a DEFAULT VALUES", Effect::Writes),
            ("DELETE FROM a", Effect::Deletes),
            ("UPDATE a SET b = 1", Effect::Writes),
            ("TRUNCATE a", Effect::Writes),
        ] {
            assert_eq!(Effect::of(text), expected, "{text}");
        }
    }
}
