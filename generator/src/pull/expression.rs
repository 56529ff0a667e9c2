//! Expressions as the engines print them, read so far that two ways of saying the same are one.

mod token;

use crate::dialect::Dialect;
pub(super) use token::number;
use token::{ExpressionToken, tokens};

/// An expression without casts and parentheses.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SqlExpression {
    Column(String),
    Text(String),
    /// In digits, without zeros that say nothing.
    Number(String),
    /// `true`, `null`, `current_timestamp` and the like, in small letters.
    Word(String),
    /// The name is in small letters.
    Call(String, Vec<SqlExpression>),
    /// A comparison, or a computation.
    Operator(String, Box<[SqlExpression; 2]>),
    And(Vec<SqlExpression>),
    Or(Vec<SqlExpression>),
    Not(Box<SqlExpression>),
    In(Box<SqlExpression>, Vec<SqlExpression>),
    IsNull(Box<SqlExpression>),
    IsNotNull(Box<SqlExpression>),
}

/// Words that stand for themselves where no parenthesis follows.
const WORDS: [&str; 12] = [
    "true",
    "false",
    "null",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "current_user",
    "session_user",
    "utc_timestamp",
    "utc_date",
];

/// Comparisons by their words, and what they are called here.
const COMPARISONS: [(&str, &str); 16] = [
    ("=", "="),
    ("==", "="),
    ("<>", "<>"),
    ("!=", "<>"),
    ("<", "<"),
    ("<=", "<="),
    (">", ">"),
    (">=", ">="),
    ("~", "regexp"),
    ("!~", "not regexp"),
    ("~~", "like"),
    ("!~~", "not like"),
    ("LIKE", "like"),
    ("REGEXP", "regexp"),
    ("RLIKE", "regexp"),
    ("GLOB", "glob"),
];

/// Reads an expression of a dialect; `None` for one that is not understood.
pub(super) fn parse(text: &str, dialect: Dialect) -> Option<SqlExpression> {
    let tokens = tokens(text, dialect)?;
    let mut reader = Reader { tokens: &tokens };
    let expression = reader.disjunction()?;
    reader.tokens.is_empty().then_some(expression)
}

impl SqlExpression {
    /// Returns the conditions that all hold.
    pub(super) fn conjuncts(&self) -> &[Self] {
        match self {
            Self::And(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    /// Returns the columns, each once, in the order of the text.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut |expression| {
            if let Self::Column(name) = expression
                && !found.contains(&name.as_str())
            {
                found.push(name);
            }
        });
        found
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Column(_) | Self::Text(_) | Self::Number(_) | Self::Word(_) => {}
            Self::Call(_, all) | Self::And(all) | Self::Or(all) => all.iter().for_each(|one| one.visit(see)),
            Self::Operator(_, both) => both.iter().for_each(|one| one.visit(see)),
            Self::Not(one) | Self::IsNull(one) | Self::IsNotNull(one) => one.visit(see),
            Self::In(one, all) => {
                one.visit(see);
                all.iter().for_each(|one| one.visit(see));
            }
        }
    }
}

struct Reader<'a> {
    tokens: &'a [ExpressionToken],
}

impl Reader<'_> {
    fn is_next(&self, text: &str) -> bool {
        self.tokens.first().is_some_and(|token| token.is(text))
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.is_next(text);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn disjunction(&mut self) -> Option<SqlExpression> {
        let mut all = vec![self.conjunction()?];
        while self.take("OR") {
            all.push(self.conjunction()?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { SqlExpression::Or(all) })
    }

    fn conjunction(&mut self) -> Option<SqlExpression> {
        let mut all = Vec::new();
        loop {
            match self.negation()? {
                SqlExpression::And(inner) => all.extend(inner),
                one => all.push(one),
            }
            if !self.take("AND") {
                break;
            }
        }
        Some(if all.len() == 1 { all.remove(0) } else { SqlExpression::And(all) })
    }

    fn negation(&mut self) -> Option<SqlExpression> {
        if !self.take("NOT") {
            return self.comparison();
        }
        Some(not(self.negation()?))
    }

    fn comparison(&mut self) -> Option<SqlExpression> {
        let left = self.sum()?;
        if self.take("IS") {
            let is_not = self.take("NOT");
            let subject = Box::new(left);
            let null = if is_not { SqlExpression::IsNotNull(subject) } else { SqlExpression::IsNull(subject) };
            return self.take("NULL").then_some(null);
        }
        let is_not = self.take("NOT");
        let plain = if self.take("IN") {
            let values = self.list()?;
            one_of(left, values)
        } else if self.take("BETWEEN") {
            let low = self.sum()?;
            self.take("AND").then_some(())?;
            let high = self.sum()?;
            SqlExpression::And(vec![compared(">=", left.clone(), low), compared("<=", left, high)])
        } else if let Some((_, name)) = COMPARISONS.iter().find(|(word, _)| self.is_next(word)) {
            self.tokens = &self.tokens[1..];
            match (*name, self.sum()?) {
                ("=", SqlExpression::Call(any, mut list)) if any == "any" => match list.pop()? {
                    SqlExpression::Call(array, values) if array == "array" => one_of(left, values),
                    _ => return None,
                },
                (name, right) => compared(name, left, right),
            }
        } else {
            return (!is_not).then_some(left);
        };
        Some(if is_not { not(plain) } else { plain })
    }

    fn sum(&mut self) -> Option<SqlExpression> {
        self.chain(&["+", "-", "||"], Self::product)
    }

    fn product(&mut self) -> Option<SqlExpression> {
        self.chain(&["*", "/", "%"], Self::sign)
    }

    fn chain(
        &mut self,
        operators: &[&str],
        next: impl Fn(&mut Self) -> Option<SqlExpression>,
    ) -> Option<SqlExpression> {
        let mut left = next(self)?;
        while let Some(operator) = operators.iter().find(|operator| self.is_next(operator)) {
            self.tokens = &self.tokens[1..];
            left = compared(operator, left, next(self)?);
        }
        Some(left)
    }

    fn sign(&mut self) -> Option<SqlExpression> {
        if self.take("+") {
            return self.sign();
        }
        // MariaDB's word for NOT.
        if self.take("!") {
            return self.sign().map(not);
        }
        if !self.take("-") {
            return self.postfix();
        }
        Some(match self.sign()? {
            SqlExpression::Number(number) => SqlExpression::Number(match number.strip_prefix('-') {
                Some(positive) => positive.to_owned(),
                None => format!("-{number}"),
            }),
            other => SqlExpression::Call("-".to_owned(), vec![other]),
        })
    }

    fn postfix(&mut self) -> Option<SqlExpression> {
        let mut one = self.primary()?;
        loop {
            if self.take("::") {
                one = cast(one, &self.type_name()?);
            } else if self.take("COLLATE") {
                self.tokens = self.tokens.get(1..)?;
            } else if self.is_next("AT") {
                self.tokens = self.tokens.get(3..)?;
                one = SqlExpression::Call("timezone".to_owned(), vec![self.primary_without_cast()?, one]);
            } else {
                return Some(one);
            }
        }
    }

    fn primary_without_cast(&mut self) -> Option<SqlExpression> {
        let zone = self.primary()?;
        while self.take("::") {
            self.type_name()?;
        }
        Some(zone)
    }

    fn primary(&mut self) -> Option<SqlExpression> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            ExpressionToken::Text(text) => Some(SqlExpression::Text(text.clone())),
            ExpressionToken::Number(number) => Some(SqlExpression::Number(number.clone())),
            ExpressionToken::Name(name) => Some(SqlExpression::Column(name.clone())),
            ExpressionToken::Mark(mark) if mark == "(" => {
                let inner = self.disjunction()?;
                self.take(")").then_some(inner)
            }
            ExpressionToken::Mark(_) => None,
            ExpressionToken::Word(word) => self.word(word),
        }
    }

    fn word(&mut self, word: &str) -> Option<SqlExpression> {
        let word = word.to_lowercase();
        if word == "array" && self.is_next("[") {
            return Some(SqlExpression::Call(word, self.bracketed("[", "]")?));
        }
        if word == "cast" && self.take("(") {
            let inner = self.disjunction()?;
            self.take("AS").then_some(())?;
            let ty = self.type_name()?;
            return self.take(")").then(|| cast(inner, &ty));
        }
        if word == "case" {
            return self.case();
        }
        // Bytes, of which only none matter: `x''`.
        if word == "x"
            && let Some((ExpressionToken::Text(digits), rest)) = self.tokens.split_first()
        {
            self.tokens = rest;
            return Some(SqlExpression::Call("bytes".to_owned(), vec![SqlExpression::Text(digits.clone())]));
        }
        if self.is_next("(") {
            return Some(call(word, self.list()?));
        }
        Some(if WORDS.contains(&word.as_str()) { SqlExpression::Word(word) } else { SqlExpression::Column(word) })
    }

    /// `CASE WHEN condition THEN value END`, which is all that larder writes.
    fn case(&mut self) -> Option<SqlExpression> {
        self.take("WHEN").then_some(())?;
        let condition = self.disjunction()?;
        self.take("THEN").then_some(())?;
        let value = self.disjunction()?;
        self.take("END").then(|| SqlExpression::Call("case".to_owned(), vec![condition, value]))
    }

    fn list(&mut self) -> Option<Vec<SqlExpression>> {
        self.bracketed("(", ")")
    }

    fn bracketed(&mut self, open: &str, close: &str) -> Option<Vec<SqlExpression>> {
        self.take(open).then_some(())?;
        let mut all = Vec::new();
        if self.take(close) {
            return Some(all);
        }
        loop {
            all.push(self.disjunction()?);
            if self.take(close) {
                return Some(all);
            }
            self.take(",").then_some(())?;
        }
    }

    /// `character varying(20)[]`
    fn type_name(&mut self) -> Option<String> {
        let mut name = match self.tokens.first()? {
            ExpressionToken::Word(word) | ExpressionToken::Name(word) => word.to_lowercase(),
            _ => return None,
        };
        self.tokens = &self.tokens[1..];
        loop {
            let more = ["varying", "precision", "with", "without", "time", "zone", "charset", "binary", "signed"];
            if self.take(".") {
                self.tokens = self.tokens.get(1..)?;
            } else if self.is_next("(") {
                let close = self.tokens.iter().position(|token| token.is(")"))?;
                self.tokens = &self.tokens[close + 1..];
            } else if self.take("[") {
                self.take("]").then_some(())?;
            } else if let Some(word) = more.iter().find(|word| self.is_next(word)) {
                self.tokens = &self.tokens[1..];
                name = format!("{name} {word}");
            } else {
                return Some(name);
            }
        }
    }
}

/// A truth value is compared with nothing but itself.
fn compared(name: &str, left: SqlExpression, right: SqlExpression) -> SqlExpression {
    if let (SqlExpression::Column(_), SqlExpression::Word(word)) = (&left, &right) {
        match (name, word.as_str()) {
            ("=", "true") | ("<>", "false") => return left,
            ("=", "false") | ("<>", "true") => return SqlExpression::Not(Box::new(left)),
            _ => {}
        }
    }
    SqlExpression::Operator(name.to_owned(), Box::new([left, right]))
}

fn one_of(subject: SqlExpression, mut values: Vec<SqlExpression>) -> SqlExpression {
    match values.len() {
        1 => compared("=", subject, values.remove(0)),
        _ => SqlExpression::In(Box::new(subject), values),
    }
}

fn not(expression: SqlExpression) -> SqlExpression {
    match expression {
        SqlExpression::Operator(name, both) if ["like", "regexp", "glob"].contains(&name.as_str()) => {
            SqlExpression::Operator(format!("not {name}"), both)
        }
        SqlExpression::IsNull(one) => SqlExpression::IsNotNull(one),
        other => SqlExpression::Not(Box::new(other)),
    }
}

/// A number that was written as a text is one; other casts say nothing here.
fn cast(expression: SqlExpression, ty: &str) -> SqlExpression {
    let is_number = ["int", "bigint", "smallint", "numeric", "decimal", "double", "real", "float"]
        .iter()
        .any(|word| ty.starts_with(word));
    match expression {
        // Which tells spaces at the end, and small letters.
        other if ty == "binary" || ty.ends_with("charset binary") => {
            SqlExpression::Call("binary".to_owned(), vec![other])
        }
        SqlExpression::Text(text) if is_number => match number(&text) {
            Some(number) => SqlExpression::Number(number),
            None => SqlExpression::Text(text),
        },
        other => other,
    }
}

/// Calls that one engine has an operator for, or another name.
fn call(name: String, mut arguments: Vec<SqlExpression>) -> SqlExpression {
    match (name.as_str(), arguments.len()) {
        ("regexp_like", 2) => {
            let pattern = arguments.remove(1);
            compared("regexp", arguments.remove(0), pattern)
        }
        ("char_length" | "character_length", 1) => SqlExpression::Call("length".to_owned(), arguments),
        // As MariaDB prints them.
        ("lcase", 1) => SqlExpression::Call("lower".to_owned(), arguments),
        ("ucase", 1) => SqlExpression::Call("upper".to_owned(), arguments),
        _ => SqlExpression::Call(name, arguments),
    }
}

#[cfg(test)]
mod tests;
