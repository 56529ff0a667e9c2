//! What a statement is called.

use std::fmt;

/// What a statement is called, in logs, statistics and messages: `User.get`. Two static words, as metrics want them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Label {
    /// The entity; empty for statements that belong to none, as those that begin and end transactions.
    pub entity: &'static str,
    /// The method of its repository; of other statements what they are.
    pub method: &'static str,
}

impl Label {
    /// Names a statement that belongs to no entity.
    pub(crate) const fn of_none(method: &'static str) -> Self {
        Self { entity: "", method }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.entity.is_empty() {
            return f.write_str(self.method);
        }
        write!(f, "{}.{}", self.entity, self.method)
    }
}

#[cfg(test)]
mod tests {
    use super::Label;

    #[test]
    fn a_label_reads_as_entity_and_method() {
        assert_eq!(Label { entity: "User", method: "get" }.to_string(), "User.get");
        assert_eq!(Label::of_none("BEGIN").to_string(), "BEGIN");
    }
}
