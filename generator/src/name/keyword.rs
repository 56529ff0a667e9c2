//! Reserved words of Rust.

/// Words of Rust (2024 edition, and those it keeps for later) that need `r#` as a name.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words that cannot be a name even with `r#`.
const UNUSABLE: &[&str] = &["Self", "_", "crate", "self", "super"];

/// Tells whether `word` needs `r#` to be a name in Rust.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// Tells whether Rust cannot use `word` as a name at all.
pub fn is_unusable(word: &str) -> bool {
    UNUSABLE.contains(&word)
}
