//! The rules that values can break.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{MemberRules, Text, Validator, rules as predicates};

macro_rules! rules {
    ($($name:ident $word:ident, $noun:literal, $chinese:literal;)*) => {
        /// A rule that a value broke, with its bounds; never with the value.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Rule {
            /// The value is absent or blank.
            Required,
            /// In characters, both ends included.
            Length {
                /// Fewest characters.
                min: Option<u32>,
                /// Most characters.
                max: Option<u32>,
            },
            /// Both ends included.
            Range {
                /// Smallest number.
                min: Option<Value>,
                /// Largest number.
                max: Option<Value>,
            },
            /// The text does not match.
            Pattern {
                /// The regular expression.
                pattern: Cow<'static, str>,
                /// What to say instead of the expression, in English and in Chinese.
                message: Option<(&'static str, &'static str)>,
            },
            $(#[doc = concat!("Not ", $noun, ".")] $name,)*
            /// Not one of these.
            OneOf {
                /// The allowed texts or numbers.
                allowed: Vec<Value>,
            },
            /// Not after the present.
            Future,
            /// Not before the present.
            Past,
            /// A decimal number of more digits.
            Decimal {
                /// Most digits.
                precision: u32,
                /// Most of them after the point.
                scale: u32,
            },
            /// More bytes.
            Bytes {
                /// Most bytes.
                max: u32,
            },
            /// NaN or infinite.
            Finite,
            /// Holds U+0000, which PostgreSQL stores in no text and no jsonb.
            Nul,
            /// Ends in a space, which some collations ignore when they compare keys.
            TrailingSpace,
            /// A day or moment outside the years that every database holds.
            Year {
                /// First year.
                min: i32,
                /// Last year.
                max: i32,
            },
            /// JSON with more lists and objects inside each other than every database holds and a program reads back.
            Depth {
                /// Most levels.
                max: u32,
            },
            /// A value that cannot be written as JSON.
            Json,
            /// A rule of the application.
            Custom {
                /// Stable name of the rule.
                code: &'static str,
                /// What is wrong, in English.
                english: Cow<'static, str>,
                /// What is wrong, in Chinese.
                chinese: Cow<'static, str>,
            },
        }

        /// The rules on what a text looks like: the code, and what to say in English and in Chinese.
        impl Rule {
            pub(super) fn format(&self) -> Option<(&'static str, &'static str, &'static str)> {
                match self {
                    $(Self::$name => Some((stringify!($word), concat!("must be ", $noun), $chinese)),)*
                    _ => None,
                }
            }
        }

        impl<T> MemberRules<'_, T> {
            $(
                #[doc = concat!("Describes ", $noun, ".")]
                pub fn $word(self) -> Self {
                    self.rule(Rule::$name)
                }
            )*
        }

        impl Validator {
            $(
                #[doc = concat!("Requires ", $noun, ".")]
                pub fn $word(&mut self, path: &str, value: &(impl Text + ?Sized)) -> &mut Self {
                    self.text(path, value, predicates::$word, || Rule::$name)
                }
            )*
        }
    };
}

rules! {
    Email email, "an email address", "必须是有效的电子邮箱地址";
    Phone phone, "a telephone number", "必须是有效的电话号码";
    Url url, "an http or https URL", "必须是有效的 http 或 https 网址";
    Slug slug, "lower-case letters and digits with single hyphens between", "只能包含小写字母和数字，并以单个连字符分隔";
}

impl Rule {
    /// Returns the rule's stable name, for programs to act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Length { .. } => "length",
            Self::Range { .. } => "range",
            Self::Pattern { .. } => "pattern",
            Self::OneOf { .. } => "one_of",
            Self::Future => "future",
            Self::Past => "past",
            Self::Decimal { .. } => "decimal",
            Self::Bytes { .. } => "bytes",
            Self::Finite => "finite",
            Self::Nul => "nul",
            Self::TrailingSpace => "trailing_space",
            Self::Year { .. } => "year",
            Self::Depth { .. } => "depth",
            Self::Json => "json",
            Self::Custom { code, .. } => code,
            format => format.format().map_or("custom", |(code, ..)| code),
        }
    }

    /// Returns the rule's bounds by name: `min`, `max`, `pattern`, `allowed`.
    #[must_use]
    pub fn params(&self) -> Value {
        let mut params = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                params.insert(name.to_owned(), value);
            }
        };
        match self {
            Self::Length { min, max } => {
                set("min", min.map(Value::from));
                set("max", max.map(Value::from));
            }
            Self::Range { min, max } => {
                set("min", min.clone());
                set("max", max.clone());
            }
            Self::Year { min, max } => {
                set("min", Some(Value::from(*min)));
                set("max", Some(Value::from(*max)));
            }
            Self::Decimal { precision, scale } => {
                set("precision", Some(Value::from(*precision)));
                set("scale", Some(Value::from(*scale)));
            }
            Self::Bytes { max } | Self::Depth { max } => set("max", Some(Value::from(*max))),
            Self::Pattern { pattern, .. } => set("pattern", Some(Value::from(pattern.as_ref()))),
            Self::OneOf { allowed } => set("allowed", Some(Value::from(allowed.clone()))),
            _ => {}
        }
        Value::Object(params)
    }
}
