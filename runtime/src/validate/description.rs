//! The rules of a type, without a value.

use std::marker::PhantomData;

use serde_json::Value;

use super::input::without_mark;
use super::value::{Among, Bounds, Number, Shown};
use super::{Input, InputMember, Pattern, Rule, json_schema};

/// A type whose rules can be listed without a value: for forms, and for documents such as OpenAPI.
///
/// Generated types implement it if the definition lists `derives` or `attributes` for them; a struct of your own with
/// [`derive(Value)`](derive@crate::Value) does not.
pub trait Described {
    /// Adds the rules of every member.
    fn describe(to: &mut Description);
}

/// The rules of a type's members.
///
/// ```
/// use larder::validate::{Described, Description};
///
/// struct Answer { score: Option<f64> }
///
/// impl Described for Answer {
///     fn describe(to: &mut Description) {
///         to.member("score", |answer: &Self| &answer.score).range(0.0..=1.0);
///     }
/// }
///
/// let mut schema = serde_json::json!({ "properties": { "score": { "type": ["number", "null"] } } });
/// Description::of::<Answer>().complete(&mut schema);
/// assert_eq!(schema["properties"]["score"]["maximum"], 1.0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Description {
    members: Vec<(&'static str, Vec<Rule>)>,
    input: Option<&'static [InputMember]>,
}

impl Description {
    /// Returns the rules of `T`.
    #[must_use]
    pub fn of<T: Described>() -> Self {
        let mut description = Self::default();
        T::describe(&mut description);
        description
    }

    /// Returns the rules of `T`, and which members it needs and which may be null.
    #[must_use]
    pub fn of_input<T: Described + Input>() -> Self {
        Self { input: Some(T::MEMBERS), ..Self::of::<T>() }
    }

    /// Describes a member; the type of its value is that of `get`, which is never called.
    pub fn member<R, T>(&mut self, name: &'static str, get: fn(&R) -> &T) -> MemberRules<'_, T> {
        let _ = get;
        let name = without_mark(name);
        let at = self.members.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            self.members.push((name, Vec::new()));
            self.members.len() - 1
        });
        MemberRules { rules: &mut self.members[at].1, of: PhantomData }
    }

    /// Returns the members with rules, in the order of the definition.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &[Rule])> {
        self.members.iter().map(|(name, rules)| (*name, rules.as_slice()))
    }

    /// Writes the rules into a JSON Schema of the type, as OpenAPI 3.1 uses it: `minLength`, `maximum`, `pattern` and
    /// so on below `properties`, and for input `required` and whether a member may be null.
    ///
    /// Members that the schema does not have are passed over.
    pub fn complete(&self, schema: &mut Value) {
        if let Some(members) = self.input {
            json_schema::require(schema, members);
        }
        for (name, rules) in self.members() {
            if let Some(Value::Object(property)) = schema.pointer_mut(&format!("/properties/{name}")) {
                json_schema::add(property, rules);
            }
        }
    }
}

/// The rules of one member, whose values are of type `T`.
#[derive(Debug)]
pub struct MemberRules<'d, T> {
    rules: &'d mut Vec<Rule>,
    of: PhantomData<fn() -> T>,
}

impl<T> MemberRules<'_, T> {
    /// Adds a rule.
    pub fn rule(self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Describes a number of characters.
    pub fn length(self, bounds: impl Bounds<u32>) -> Self {
        let (min, max) = (bounds.min(), bounds.max());
        self.rule(Rule::Length { min, max })
    }

    /// Describes a match of `pattern`.
    pub fn pattern(self, pattern: &Pattern) -> Self {
        self.rule(pattern.rule())
    }

    /// Describes a number within `bounds`.
    pub fn range(self, bounds: impl Bounds<T::Scalar>) -> Self
    where
        T: Number,
    {
        let (min, max) = (bounds.min().map(Shown::shown), bounds.max().map(Shown::shown));
        self.rule(Rule::Range { min, max })
    }

    /// Describes one of the values in `allowed`.
    pub fn one_of<A: Copy + Shown>(self, allowed: &[A]) -> Self
    where
        T: Among<A>,
    {
        self.rule(Rule::OneOf { allowed: allowed.iter().copied().map(Shown::shown).collect() })
    }

    /// Adds nothing: a value inside another describes itself.
    #[doc(hidden)]
    pub fn nested(self) -> Self {
        self
    }

    /// Describes a decimal number of at most `precision` digits, `scale` of them after the point.
    pub fn decimal(self, precision: u32, scale: u32) -> Self {
        self.rule(Rule::Decimal { precision, scale })
    }

    /// Describes bytes, `max` at most.
    pub fn bytes(self, max: u32) -> Self {
        self.rule(Rule::Bytes { max })
    }

    /// Describes a number that is finite.
    pub fn finite(self) -> Self {
        self.rule(Rule::Finite)
    }

    /// Describes a text without U+0000.
    pub fn no_nul(self) -> Self {
        self.rule(Rule::Nul)
    }

    /// Describes a text without a space at its end.
    pub fn no_trailing_space(self) -> Self {
        self.rule(Rule::TrailingSpace)
    }

    /// Describes a time after the present.
    pub fn future(self) -> Self {
        self.rule(Rule::Future)
    }

    /// Describes a time before the present.
    pub fn past(self) -> Self {
        self.rule(Rule::Past)
    }
}
