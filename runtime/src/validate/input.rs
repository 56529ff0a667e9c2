//! What programs send: new rows and patches read from JSON.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Map, Value};

use super::{Rule, Violation, Violations};

/// A type that is read from JSON and says all that is wrong with it.
///
/// `NewX` and `XPatch` implement it, and serde's `Deserialize` with it, if the definition lists `serde::Deserialize`
/// among their `derives`. What a new row may leave out has its default. A patch sets what is there: a member that is
/// left out stays as it is, null sets a nullable column to null. Unknown members are refused.
pub trait Input: Sized {
    /// The members, in the order of the struct.
    const MEMBERS: &'static [InputMember];

    /// Reads a value.
    ///
    /// # Errors
    /// A violation for each member that is missing, unknown, null, or of another type.
    fn from_json(json: Value) -> Result<Self, Violations>;
}

/// A member of an [`Input`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputMember {
    /// As JSON has it.
    pub name: &'static str,
    /// It cannot be left out.
    pub required: bool,
    /// It can be null.
    pub nullable: bool,
}

/// Describes a member by the name of its field.
#[must_use]
pub const fn input_member(field: &'static str, required: bool, nullable: bool) -> InputMember {
    InputMember { name: without_mark(field), required, nullable }
}

/// Returns the name of a field as JSON has it, without the mark of a raw identifier.
pub(super) const fn without_mark(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Reads the members of one value and collects what is wrong.
#[derive(Debug)]
pub struct InputReader {
    members: &'static [InputMember],
    given: Map<String, Value>,
    violations: Vec<Violation>,
}

impl InputReader {
    /// Starts to read `json`, which has these members and no others.
    #[must_use]
    pub fn new(json: Value, members: &'static [InputMember]) -> Self {
        let Value::Object(given) = json else {
            let violation = Violation::custom("object", "must be a JSON object", "必须是 JSON 对象");
            return Self { members: &[], given: Map::new(), violations: vec![violation] };
        };
        let mut reader = Self { members, given, violations: Vec::new() };
        for name in reader.given.keys().filter(|name| members.iter().all(|member| member.name != name.as_str())) {
            let violation = Violation::custom("unknown", "is not known here", "是未知的字段");
            reader.violations.push(violation.within(name));
        }
        reader
    }

    /// Reads a member that is not null.
    pub fn given<T: DeserializeOwned>(&mut self, field: &'static str) -> Option<T> {
        let name = without_mark(field);
        match self.given.remove(name) {
            Some(Value::Null) => self.missing(name),
            None if self.members.iter().any(|member| member.name == name && member.required) => self.missing(name),
            None => None,
            Some(value) => self.read(name, value),
        }
    }

    /// Reads a member that may be null.
    pub fn nullable<T: DeserializeOwned>(&mut self, field: &'static str) -> Option<Option<T>> {
        let name = without_mark(field);
        match self.given.remove(name)? {
            Value::Null => Some(None),
            value => self.read(name, value).map(Some),
        }
    }

    fn missing<T>(&mut self, name: &str) -> Option<T> {
        self.violations.push(Violation::new(name, Rule::Required));
        None
    }

    fn read<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                let violation = Violation::custom("type", expectation(&error.to_string()), "类型或格式不正确");
                self.violations.push(violation.within(name));
                None
            }
        }
    }

    /// Returns the value that was read, if nothing is wrong.
    ///
    /// # Errors
    /// All that is.
    pub fn finish<T>(self, value: T) -> Result<T, Violations> {
        if self.violations.is_empty() { Ok(value) } else { self.refuse() }
    }

    /// Returns what is wrong.
    ///
    /// # Errors
    /// Always.
    pub fn refuse<T>(self) -> Result<T, Violations> {
        Err(self.violations.into())
    }
}

/// Returns what serde expected, without the value that it found.
fn expectation(error: &str) -> String {
    match error.rsplit_once("expected ") {
        Some((_, expected)) => format!("must be {expected}"),
        None => "has the wrong format".to_owned(),
    }
}

/// Reads an [`Input`] from any format of serde that describes itself.
///
/// # Errors
/// Those of the format, or all violations as one.
pub fn read_input<'de, T: Input, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json: Value = serde::Deserialize::deserialize(deserializer)?;
    T::from_json(json).map_err(D::Error::custom)
}
