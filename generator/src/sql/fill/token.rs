//! The words and signs of an expression, as far as filling reads them.

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlToken {
    /// A keyword, function or name; a quoted name as it is within the quotes.
    Word(String),
    /// Any other character, literals left out.
    Sign(char),
}

/// Returns the keywords, functions and names of an expression.
pub fn words(expression: &str) -> Vec<String> {
    let word = |token| match token {
        SqlToken::Word(word) => Some(word),
        SqlToken::Sign(_) => None,
    };
    tokens(expression).into_iter().filter_map(word).collect()
}

/// Returns the tokens of an expression; literals are left out.
pub fn tokens(expression: &str) -> Vec<SqlToken> {
    let mut tokens = Vec::new();
    let mut chars = expression.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => while chars.next().is_some_and(|other| other != '\'') {},
            '"' | '`' => {
                let mut name = String::new();
                while let Some(other) = chars.next_if(|other| *other != c) {
                    name.push(other);
                }
                chars.next();
                tokens.push(SqlToken::Word(name));
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = c.to_string();
                while let Some(other) = chars.next_if(|other| other.is_alphanumeric() || *other == '_') {
                    word.push(other);
                }
                tokens.push(SqlToken::Word(word));
            }
            c if c.is_whitespace() => {}
            c => tokens.push(SqlToken::Sign(c)),
        }
    }
    tokens
}
