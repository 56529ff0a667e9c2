//! What a statement is counted under.

/// The two words of a statement's name, `User.get`: few of each, and static, as metrics want their labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Label {
    /// The entity; of larder's own statements what they are.
    pub(crate) entity: &'static str,
    /// The method of its repository; empty for larder's own statements.
    pub(crate) method: &'static str,
}

impl Label {
    /// Returns the label of a statement's name.
    pub(crate) const fn of(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        let mut dot = 0;
        while dot < bytes.len() && bytes[dot] != b'.' {
            dot += 1;
        }
        if dot == bytes.len() {
            return Self { entity: name, method: "" };
        }
        let (entity, rest) = name.split_at(dot);
        Self { entity, method: rest.split_at(1).1 }
    }
}

#[cfg(test)]
mod tests {
    use super::Label;

    #[test]
    fn a_name_is_cut_at_its_dot() {
        const OF_GET: Label = Label::of("User.get");
        assert_eq!(OF_GET, Label { entity: "User", method: "get" });
        assert_eq!(Label::of("BEGIN"), Label { entity: "BEGIN", method: "" });
        assert_eq!(Label::of("User."), Label { entity: "User", method: "" });
    }
}
