//! What the checks of a table ask of one column, and the rules that a definition makes of it.

use larder_format::catalogue::{LiveColumn, LiveTable};

use super::column::ColumnWords;
use super::default;
use super::expression::{self, SqlExpression};
use crate::dialect::Dialect;
use crate::name;

/// A value in a definition, as TOML.
pub(super) type RuleEntry = (&'static str, String);

/// The conditions on one column.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct ColumnChecks {
    /// The conditions, each with the position of its check.
    pub(super) conditions: Vec<(usize, SqlExpression)>,
    column: String,
}

/// Returns what the checks ask of `column` alone.
pub(super) fn of(column: &LiveColumn, table: &LiveTable, dialect: Dialect) -> ColumnChecks {
    let name = if dialect == Dialect::Postgres { column.name.clone() } else { column.name.to_lowercase() };
    let mut conditions = Vec::new();
    for (position, check) in table.checks.iter().enumerate().filter(|(_, check)| check.others.is_empty()) {
        let Some(read) = expression::parse(&check.expression, dialect) else { continue };
        if read.columns() == [name.as_str()] {
            conditions.extend(read.conjuncts().iter().map(|one| (position, one.clone())));
        }
    }
    ColumnChecks { conditions, column: name }
}

impl ColumnChecks {
    fn position(&self, holds: impl Fn(&SqlExpression) -> bool) -> Option<usize> {
        self.conditions.iter().position(|(_, one)| holds(one))
    }

    fn is_column(&self, expression: &SqlExpression) -> bool {
        matches!(expression, SqlExpression::Column(name) if *name == self.column)
    }

    fn is_length(&self, expression: &SqlExpression) -> bool {
        ["length", "octet_length"].iter().any(|function| self.is_call(expression, function))
    }

    fn is_call(&self, expression: &SqlExpression, function: &str) -> bool {
        let SqlExpression::Call(name, arguments) = expression else { return false };
        name == function && matches!(arguments.as_slice(), [argument] if self.is_column(argument))
    }

    /// Returns the texts that the column may hold, and the position of the condition.
    pub(super) fn texts(&self) -> Option<(usize, Vec<String>)> {
        self.conditions.iter().enumerate().find_map(|(at, (_, one))| {
            let values = match one {
                SqlExpression::In(subject, values) if self.is_column(subject) => values.as_slice(),
                SqlExpression::Operator(name, both) if name == "=" && self.is_column(&both[0]) => &both[1..],
                _ => return None,
            };
            let text = |value: &SqlExpression| match value {
                SqlExpression::Text(text) => Some(text.clone()),
                _ => None,
            };
            let texts: Option<Vec<String>> = values.iter().map(text).collect();
            texts.filter(|texts| are_variants(texts)).map(|texts| (at, texts))
        })
    }

    /// Whether a check keeps nulls out.
    pub(super) fn is_required(&self) -> bool {
        self.position(|one| matches!(one, SqlExpression::IsNotNull(subject) if self.is_column(subject))).is_some()
    }

    pub(super) fn zero_or_one(&self) -> Option<usize> {
        let number = |text: &str| SqlExpression::Number(text.to_owned());
        self.position(|one| match one {
            SqlExpression::In(subject, values) => self.is_column(subject) && **values == [number("0"), number("1")],
            _ => false,
        })
    }

    pub(super) fn is_json(&self) -> Option<usize> {
        self.position(|one| self.is_call(one, "json_valid"))
    }

    /// Returns the most bytes, and the position of the condition that says it.
    pub(super) fn most_bytes(&self) -> Option<(usize, u32)> {
        self.conditions.iter().enumerate().find_map(|(at, (_, one))| match one {
            SqlExpression::Operator(name, both) if name == "<=" && self.is_length(&both[0]) => {
                whole(&both[1]).and_then(|length| u32::try_from(length).ok()).map(|length| (at, length))
            }
            _ => None,
        })
    }

    /// Returns the greatest length of a text.
    pub(super) fn longest(&self) -> Option<u32> {
        self.conditions.iter().find_map(|(_, one)| match one {
            SqlExpression::Operator(name, both) if ["<=", "="].contains(&name.as_str()) && self.is_length(&both[0]) => {
                whole(&both[1]).and_then(|length| u32::try_from(length).ok())
            }
            _ => None,
        })
    }

    /// Returns the digits of a decimal that SQLite keeps in units of its last digit: larder's check is about those
    /// before the point.
    pub(super) fn digits(&self) -> Option<(Vec<usize>, u32, u32)> {
        let mut consumed = Vec::new();
        let mut found = None;
        for (at, (_, one)) in self.conditions.iter().enumerate() {
            let SqlExpression::Operator(_, both) = one else { continue };
            let scale = match &both[0] {
                SqlExpression::Operator(name, parts) if name == "/" && self.is_column(&parts[0]) => {
                    zeros(whole(&parts[1])?)?
                }
                subject if self.is_column(subject) => 0,
                _ => continue,
            };
            let most = whole(&both[1])?.unsigned_abs().to_string();
            let before = match most.as_str() {
                "0" if scale > 0 => 0,
                nines if nines.chars().all(|digit| digit == '9') => u32::try_from(nines.len()).ok()?,
                _ => continue,
            };
            consumed.push(at);
            found = Some((before + scale, scale));
        }
        let (precision, scale) = found?;
        let is_whole = consumed.len() == 2 || precision == scale;
        (is_whole && (1..=18).contains(&precision)).then_some((consumed, precision, scale))
    }

    /// Returns the rules that the conditions beyond `consumed` make, of which the caller finds out whether they say the
    /// same.
    pub(super) fn rules(&self, words: &ColumnWords, dialect: Dialect) -> Vec<RuleEntry> {
        let (ty, length) = (words.ty.as_str(), words.length);
        let constant = |value: &SqlExpression| default::constant(value, ty, dialect);
        let mut read = ReadRules::default();
        for (at, (_, one)) in self.conditions.iter().enumerate() {
            if !words.consumed.contains(&at) {
                self.read(one, &constant, &mut read);
            }
        }
        let mut rules = Vec::new();
        let longest = read.longest.or(length);
        if let Some(least) = read.least.filter(|_| ty == "string" || ty == "text") {
            let value = match longest {
                Some(longest) => format!("[{least}, {longest}]"),
                None => format!("{{ min = {least} }}"),
            };
            rules.push(("length", value));
        } else if let Some(longest) = longest {
            rules.push(("length", longest.to_string()));
        }
        match (read.min, read.max) {
            (Some(min), Some(max)) => rules.push(("range", format!("[{min}, {max}]"))),
            (Some(min), None) => rules.push(("range", format!("[{min}]"))),
            (None, Some(max)) => rules.push(("range", format!("{{ max = {max} }}"))),
            (None, None) => {}
        }
        rules.extend(read.one_of.map(|values| ("one_of", format!("[{}]", values.join(", ")))));
        if let Some(class) = read.class {
            let many = if read.filled || read.least.is_some_and(|least| least > 0) { '+' } else { '*' };
            read.pattern = Some(format!("^[{class}]{many}$"));
        }
        rules.extend(read.pattern.map(|pattern| ("pattern", super::print::text(&pattern))));
        rules
    }

    fn read(&self, one: &SqlExpression, constant: &impl Fn(&SqlExpression) -> Option<String>, into: &mut ReadRules) {
        match one {
            SqlExpression::In(subject, values) if self.is_column(subject) => {
                into.one_of = values.iter().map(constant).collect();
            }
            SqlExpression::Operator(name, both) if self.is_length(&both[0]) => {
                let length = whole(&both[1]).and_then(|length| u32::try_from(length).ok());
                if [">=", "="].contains(&name.as_str()) {
                    into.least = length;
                }
                if ["<=", "="].contains(&name.as_str()) {
                    into.longest = length;
                }
            }
            SqlExpression::Operator(name, both) if self.is_column(&both[0]) => match (name.as_str(), &both[1]) {
                (">=", value @ SqlExpression::Number(_)) => into.min = constant(value),
                ("<=", value @ SqlExpression::Number(_)) => into.max = constant(value),
                ("=", value @ SqlExpression::Number(_)) => (into.min, into.max) = (constant(value), constant(value)),
                ("=", value @ SqlExpression::Text(_)) => into.one_of = constant(value).map(|value| vec![value]),
                ("<>", SqlExpression::Text(text)) if text.is_empty() => into.filled = true,
                ("regexp", SqlExpression::Text(pattern)) => {
                    let pattern = pattern.strip_suffix("\\z").map_or(pattern.clone(), |body| format!("{body}$"));
                    into.pattern = Some(pattern);
                }
                ("not regexp", SqlExpression::Text(pattern)) => {
                    let class = pattern.strip_prefix("[^").and_then(|rest| rest.strip_suffix(']'));
                    into.class = class.map(str::to_owned);
                }
                ("not glob", SqlExpression::Text(pattern)) => {
                    let class = pattern.strip_prefix("*[^").and_then(|rest| rest.strip_suffix("]*"));
                    into.class = class.map(str::to_owned);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// What the conditions say, before it is written as rules.
#[derive(Default)]
struct ReadRules {
    least: Option<u32>,
    longest: Option<u32>,
    min: Option<String>,
    max: Option<String>,
    one_of: Option<Vec<String>>,
    pattern: Option<String>,
    /// The characters of a text, all of them of one class.
    class: Option<String>,
    filled: bool,
}

/// Whether each text makes a variant of a Rust enum.
fn are_variants(texts: &[String]) -> bool {
    texts.iter().all(|text| name::is_upper_camel(&name::upper_camel(text)))
}

fn whole(expression: &SqlExpression) -> Option<i64> {
    match expression {
        SqlExpression::Number(number) => number.parse().ok(),
        _ => None,
    }
}

/// Returns how many zeros a power of ten has.
fn zeros(number: i64) -> Option<u32> {
    let power = (0..=18_u32).find(|power| 10_i64.pow(*power) == number)?;
    (power > 0).then_some(power)
}
