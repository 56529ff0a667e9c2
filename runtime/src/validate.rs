//! Validation: every broken rule at once, each with its place, a stable code, parameters and a message in two
//! languages.
//!
//! [`Validator`] collects; generated code and hand-written rules use the same one. [`rules`] holds the bare predicates.

mod description;
mod input;
mod json_schema;
mod language;
mod listed;
mod message;
mod nested;
mod own;
mod pattern;
mod rule;
pub mod rules;
mod validator;
mod value;
mod violation;
mod violations;

pub use description::{Described, Description, MemberRules};
pub use input::{Input, InputMember, InputReader, input_member, read_input};
pub use language::Language;
pub use nested::Validate;
#[doc(hidden)]
pub use own::{Own, WithRules, WithoutRules};
pub use pattern::{Pattern, PatternError};
pub use rule::Rule;
pub(crate) use rules::exact;
pub use validator::Validator;
pub use value::{Among, Bounds, NoNul, Number, Octets, Shown, Temporal, Text};
pub use violation::Violation;
pub use violations::Violations;
