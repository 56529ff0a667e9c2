//! Collects the broken rules of one value.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::value::{Among, Bounds, NoNul, Number, Octets, Shown, Temporal, Text};
use super::{Pattern, Rule, Validate, Violation, Violations, rules};

/// Collects the broken rules of one value.
///
/// Every method takes the field as it is; an absent value (`None`) breaks no rule but [`required`](Self::required) and
/// [`present`](Self::present). Nothing is allocated as long as no rule is broken. A path may be a raw identifier:
/// `r#type` is `type`.
///
/// ```
/// use larder::validate::{Pattern, Validator};
///
/// static SKU: Pattern = Pattern::new("^[A-Z]{3}-[0-9]+$").message("must look like ABC-1", "必须类似 ABC-1");
/// let (sku, email) = ("AB-1", Some("a@b".to_owned()));
/// let violations =
///     Validator::new().required("sku", sku).pattern("sku", sku, &SKU).email("email", &email).finish().unwrap_err();
/// assert_eq!(violations.to_string(), "sku: must look like ABC-1; email: must be an email address");
/// ```
#[derive(Debug, Default)]
pub struct Validator {
    violations: Vec<Violation>,
    now: Option<DateTime<Utc>>,
}

impl Validator {
    /// Creates a validator that has seen no violation.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates one whose past and future meet at `now` instead of the system's clock.
    #[must_use]
    pub fn with_now(now: DateTime<Utc>) -> Self {
        Self { violations: Vec::new(), now: Some(now) }
    }

    /// Lends the validator, whether it is held or lent already.
    #[doc(hidden)]
    pub fn by_ref(&mut self) -> &mut Self {
        self
    }

    /// Requires a text with at least one character that is no white space.
    pub fn required(&mut self, path: &str, value: &(impl Text + ?Sized)) -> &mut Self {
        let filled = value.text().is_some_and(|text| !text.trim().is_empty());
        self.expect(filled, path, || Rule::Required)
    }

    /// Requires any value.
    pub fn present<T>(&mut self, path: &str, value: &Option<T>) -> &mut Self {
        self.expect(value.is_some(), path, || Rule::Required)
    }

    /// Requires at least `min` characters.
    pub fn min_length(&mut self, path: &str, value: &(impl Text + ?Sized), min: u32) -> &mut Self {
        self.length(path, value, min..)
    }

    /// Requires at most `max` characters.
    pub fn max_length(&mut self, path: &str, value: &(impl Text + ?Sized), max: u32) -> &mut Self {
        self.length(path, value, ..=max)
    }

    /// Requires a number of characters (Unicode scalar values), and that none of them is NUL.
    pub fn length(&mut self, path: &str, value: &(impl Text + ?Sized), bounds: impl Bounds<u32>) -> &mut Self {
        let Some(text) = value.text() else { return self };
        let (min, max) = (bounds.min(), bounds.max());
        self.expect(rules::length(text, min, max), path, || Rule::Length { min, max }).no_nul(path, text)
    }

    /// Forbids U+0000 anywhere in a text, a list of texts or a JSON value.
    pub fn no_nul(&mut self, path: &str, value: &(impl NoNul + ?Sized)) -> &mut Self {
        self.expect(!value.has_nul(), path, || Rule::Nul)
    }

    /// Forbids a space at the end, which a key must not hang on.
    pub fn no_trailing_space(&mut self, path: &str, value: &(impl Text + ?Sized)) -> &mut Self {
        self.text(path, value, |text| !text.ends_with(' '), || Rule::TrailingSpace)
    }

    /// Requires a match of `pattern`.
    pub fn pattern(&mut self, path: &str, value: &(impl Text + ?Sized), pattern: &Pattern) -> &mut Self {
        self.text(path, value, |text| pattern.is_match(text), || pattern.rule())
    }

    /// Requires a number within `bounds`; NaN is in none. A `Duration` counts in whole seconds.
    pub fn range<N: Number + ?Sized>(&mut self, path: &str, value: &N, bounds: impl Bounds<N::Scalar>) -> &mut Self {
        let Some(number) = value.number() else { return self };
        let (min, max) = (bounds.min(), bounds.max());
        self.expect(rules::range(number, min, max), path, || Rule::Range {
            min: min.map(Shown::shown),
            max: max.map(Shown::shown),
        })
    }

    /// Requires at most `precision` digits, of which at most `scale` stand after the point; zeros at the end do not
    /// count.
    pub fn decimal(
        &mut self,
        path: &str,
        value: &(impl Number<Scalar = Decimal> + ?Sized),
        precision: u32,
        scale: u32,
    ) -> &mut Self {
        let holds = value.number().is_none_or(|number| rules::exact(number, precision, scale).is_some());
        self.expect(holds, path, || Rule::Decimal { precision, scale })
    }

    /// Requires at most `max` bytes.
    pub fn bytes(&mut self, path: &str, value: &(impl Octets + ?Sized), max: u32) -> &mut Self {
        let holds = value.octets().is_none_or(|octets| octets <= max as usize);
        self.expect(holds, path, || Rule::Bytes { max })
    }

    /// Forbids NaN and the infinities, which neither MySQL nor JSON can hold.
    pub fn finite<N: Number + ?Sized>(&mut self, path: &str, value: &N) -> &mut Self {
        // The JSON of a number that is not finite is null.
        let finite = value.number().is_none_or(|number| !number.shown().is_null());
        self.expect(finite, path, || Rule::Finite)
    }

    /// Requires one of the values in `allowed`.
    pub fn one_of<A: Copy + Shown>(
        &mut self,
        path: &str,
        value: &(impl Among<A> + ?Sized),
        allowed: &[A],
    ) -> &mut Self {
        self.expect(value.among(allowed), path, || Rule::OneOf {
            allowed: allowed.iter().copied().map(Shown::shown).collect(),
        })
    }

    /// Requires a time after the present.
    pub fn future(&mut self, path: &str, value: &(impl Temporal + ?Sized)) -> &mut Self {
        let ordering = value.compared_to(self.now());
        self.expect(ordering.is_none_or(|ordering| ordering == Ordering::Greater), path, || Rule::Future)
    }

    /// Requires a time before the present.
    pub fn past(&mut self, path: &str, value: &(impl Temporal + ?Sized)) -> &mut Self {
        let ordering = value.compared_to(self.now());
        self.expect(ordering.is_none_or(|ordering| ordering == Ordering::Less), path, || Rule::Past)
    }

    /// Adds the verdict of a rule of the application, synchronous or awaited, below `path`.
    pub fn custom(&mut self, path: &str, verdict: Result<(), Violation>) -> &mut Self {
        if let Err(violation) = verdict {
            self.violations.push(violation.within(plain(path)));
        }
        self
    }

    /// Checks a value, or each of a list, by its own rules, below `path`.
    pub fn nested(&mut self, path: &str, value: &(impl Validate + ?Sized)) -> &mut Self {
        self.below(value, || plain(path).to_owned())
    }

    /// Returns the verdict and forgets what was collected.
    ///
    /// # Errors
    /// All violations, in the order they were found.
    pub fn finish(&mut self) -> Result<(), Violations> {
        if self.violations.is_empty() { Ok(()) } else { Err(std::mem::take(&mut self.violations).into()) }
    }

    /// The path is made only when something below it is wrong.
    pub(super) fn below(&mut self, value: &(impl Validate + ?Sized), path: impl FnOnce() -> String) -> &mut Self {
        let before = self.violations.len();
        value.check(self);
        if self.violations.len() > before {
            let path = path();
            let found = self.violations.split_off(before);
            self.violations.extend(found.into_iter().map(|violation| violation.within(&path)));
        }
        self
    }

    pub(super) fn text(
        &mut self,
        path: &str,
        value: &(impl Text + ?Sized),
        holds: impl FnOnce(&str) -> bool,
        rule: impl FnOnce() -> Rule,
    ) -> &mut Self {
        self.expect(value.text().is_none_or(holds), path, rule)
    }

    fn expect(&mut self, holds: bool, path: &str, rule: impl FnOnce() -> Rule) -> &mut Self {
        if !holds {
            self.violations.push(Violation::new(plain(path), rule()));
        }
        self
    }

    fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(Utc::now)
    }
}

/// Returns a path as it is reported: generated code has the names of members as Rust writes them.
fn plain(path: &str) -> &str {
    path.strip_prefix("r#").unwrap_or(path)
}
