//! Validation code for fields and members.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Bound, Field, FieldType, JsonShape, Literal, OUT_OF_SIGHT, Rule, Scalar, ValueField};
use crate::rust::model::{Door, Model, column, literal, tokens};

/// What a rule is checked on: a column or a member of a value type.
pub(in crate::rust) struct RuleTarget<'a> {
    pub(in crate::rust) name: &'a str,
    pub(in crate::rust) ty: &'a FieldType,
    pub(in crate::rust) nullable: bool,
    pub(in crate::rust) rules: &'a [Rule],
    /// Part of a key: a trailing space is refused, since databases differ on whether it counts.
    pub(in crate::rust) in_key: bool,
    /// Beside a user's struct: the runtime, which tells whether the value's type has rules of its own.
    probe: Option<&'a TokenStream>,
    /// A newtype over the column's type.
    newtype: bool,
    /// A member of a struct that is kept as JSON.
    is_member: bool,
    /// What a reference holds is checked in the parent's row.
    is_reference: bool,
    /// Where the path of a custom rule stands.
    custom_at: Span,
}

/// A rule as a call of a validator: `.length("email", &self.email, ..=100)`.
struct Call {
    method: Ident,
    arguments: Vec<TokenStream>,
}

impl Call {
    fn new(method: &str, arguments: Vec<TokenStream>) -> Self {
        Self { method: tokens::ident(method), arguments }
    }

    fn on(&self, path: &str, value: &TokenStream) -> TokenStream {
        let Self { method, arguments } = self;
        quote!(.#method(#path, #value #(, #arguments)*))
    }

    // Expands to: email, length(..=100)
    fn listed(&self) -> TokenStream {
        let Self { method, arguments } = self;
        if arguments.is_empty() { quote!(#method) } else { quote!(#method(#(#arguments),*)) }
    }
}

impl<'a> RuleTarget<'a> {
    fn of_field(model: &Model<'a>, field: &'a Field) -> Self {
        let is_reference = model.is_reference(field);
        Self {
            name: &field.name,
            ty: field.ty.stored(),
            nullable: field.nullable,
            rules: &field.rules,
            in_key: model.is_in_key(field) && !is_reference,
            probe: (model.site.door == Door::Derive).then_some(model.runtime()),
            newtype: model.site.is_newtype(field),
            is_member: false,
            is_reference,
            custom_at: model.site.custom_at(field),
        }
    }

    /// A member of a struct of the user's, whose type may have rules that only the compiler knows of.
    pub(in crate::rust) fn of_own_value(field: &'a ValueField, runtime: &'a TokenStream) -> Self {
        Self { probe: Some(runtime), ..Self::of_value(field) }
    }

    pub(in crate::rust) fn of_value(field: &'a ValueField) -> Self {
        Self {
            name: &field.name,
            ty: &field.ty,
            nullable: field.nullable,
            rules: &field.rules,
            in_key: false,
            probe: None,
            newtype: false,
            is_member: true,
            is_reference: false,
            custom_at: Span::call_site(),
        }
    }
}

// Expands to:
//     rules! {
//         (User, NewUser, UserPatch);
//         email: length(..=100) email => validate_email(&str),
//     }
pub(in crate::rust) fn rules(model: &Model<'_>) -> TokenStream {
    if model.site.is_hollow {
        return unchecked(model);
    }
    let (runtime, row, new) = (model.runtime(), &model.name, &model.new);
    let changeable = model.changeable_fields();
    let patch = (!changeable.is_empty()).then_some(&model.patch);
    let columns = model.new_fields().into_iter().filter_map(|field| {
        let subject = RuleTarget::of_field(model, field);
        let rules = listed(&subject, &|name| pattern_of(model, name));
        let name = tokens::ident(&field.name);
        let is_changeable = changeable.iter().any(|known| known.name == field.name);
        let who = match (is_changeable, field.secret) {
            (false, _) => Some(quote!(in new)),
            (true, true) => Some(quote!(in secret)),
            (true, false) => None,
        };
        let single = single(model, field);
        (!rules.is_empty()).then(|| quote!(#name #who: #(#rules)* #single,))
    });
    let columns: Vec<TokenStream> = columns.collect();
    let patch = patch.into_iter();
    let described = model.is_described().then(|| quote!(described;));
    quote!(#runtime::support::rules! { #described (#row, #new #(, #patch)*); #(#columns)* })
}

/// Returns the same functions without rules, which a definition with a mistake may not have.
fn unchecked(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let patch = (!model.changeable_fields().is_empty()).then_some(&model.patch);
    let checked = [&model.name, &model.new].into_iter().chain(patch).map(|name| {
        quote! {
            impl #name {
                pub fn validate(&self) -> #runtime::Result<(), #runtime::validate::Violations> { Ok(()) }
            }
        }
    });
    let fields = model.new_fields();
    let singles = model.once(&fields).filter(|field| !field.rules.is_empty()).filter_map(|field| {
        let (ty, method) = (single_type(model, field)?, format_ident!("validate_{}", field.name));
        Some(quote!(pub fn #method(value: #ty) -> #runtime::Result<(), #runtime::validate::Violations> { Ok(()) }))
    });
    let name = &model.name;
    quote!(#(#checked)* impl #name { #(#singles)* })
}

/// Returns the rules of a column as they are listed: `length(..=100) email + custom(my::rule)`.
fn listed(subject: &RuleTarget<'_>, pattern: &dyn Fn(&str) -> TokenStream) -> Vec<TokenStream> {
    let mut rules: Vec<TokenStream> = calls(subject, pattern).iter().map(Call::listed).collect();
    let word = if subject.nullable { quote!(custom_present) } else { quote!(custom) };
    let customs = subject.rules.iter().filter_map(|rule| custom_path(rule, subject.custom_at));
    let mut more: Vec<TokenStream> = customs.map(|path| quote!(#word(#path))).collect();
    more.extend(probed(subject).map(|_| quote!(own())));
    if !more.is_empty() {
        rules.push(quote!(+ #(#more)*));
    }
    rules
}

// Expands to: => validate_email(&str), a function for input that arrives one value at a time
fn single(model: &Model<'_>, field: &Field) -> Option<TokenStream> {
    let (ty, method) = (single_type(model, field)?, format_ident!("validate_{}", field.name));
    (!field.rules.is_empty()).then(|| quote!(=> #method(#ty)))
}

fn single_type(model: &Model<'_>, field: &Field) -> Option<TokenStream> {
    match field.ty.stored() {
        _ if model.site.is_newtype(field) => {
            let ty = column::value_type(field, model.site);
            Some(quote!(&#ty))
        }
        FieldType::String { .. } | FieldType::Text => Some(quote!(&str)),
        ty @ (FieldType::Scalar(_) | FieldType::Enum(_)) if matches!(field.ty, FieldType::Key(_)) => {
            Some(column::plain_type(ty, model.site))
        }
        FieldType::Scalar(_) | FieldType::Decimal { .. } | FieldType::Bytes { .. } | FieldType::Enum(_) => {
            Some(column::value_type(field, model.site))
        }
        FieldType::Json(_) | FieldType::Key(_) => None,
    }
}

// Expands to: rules::TENANT_ID
fn pattern_of(model: &Model<'_>, name: &str) -> TokenStream {
    let (module, constant) = (&model.rules, tokens::constant(name));
    quote!(#module::#constant)
}

/// Returns the patterns of an entity, each compiled once.
pub(in crate::rust) fn patterns(model: &Model<'_>) -> Option<TokenStream> {
    let runtime = model.runtime();
    let statics: Vec<TokenStream> =
        model.new_fields().iter().filter_map(|field| pattern(&field.name, &field.rules, runtime)).collect();
    let module = &model.rules;
    (!statics.is_empty()).then(|| quote!(mod #module { #(#statics)* }))
}

// Expands to: pub(super) static TENANT_ID: Pattern = Pattern::new("^[A-Za-z0-9_-]+$");
pub(in crate::rust) fn pattern(name: &str, rules: &[Rule], runtime: &TokenStream) -> Option<TokenStream> {
    let constant = tokens::constant(name);
    rules.iter().find_map(|rule| match rule {
        Rule::Pattern(text) => Some(quote! {
            pub(super) static #constant: #runtime::validate::Pattern = #runtime::validate::Pattern::new(#text);
        }),
        _ => None,
    })
}

/// Returns the checks of a member of a value type:
/// `check.length("email", &self.email, ..=100).email("email", &self.email);`
///
/// `pattern` gives the path of a subject's pattern.
pub(in crate::rust) fn checks(subject: &RuleTarget<'_>, pattern: &dyn Fn(&str) -> TokenStream) -> Vec<TokenStream> {
    let (path, member) = (subject.name, tokens::ident(subject.name));
    let calls = calls(subject, pattern);
    let calls: Vec<TokenStream> = calls.iter().map(|call| call.on(path, &quote!(&self.#member))).collect();
    let statement = (!calls.is_empty()).then(|| quote!(check #(#calls)*;));
    let customs = subject
        .rules
        .iter()
        .filter_map(|rule| custom_path(rule, subject.custom_at))
        .map(|function| custom(&function, subject));
    let own = probed(subject).map(|runtime| quote!(#runtime::support::check_own_rules!(check, #path, &self.#member);));
    statement.into_iter().chain(customs).chain(own).collect()
}

// Expands to: to.member("score", |this: &Self| &this.score).range(0.0..=1.0);
pub(super) fn described(subject: &RuleTarget<'_>, pattern: &dyn Fn(&str) -> TokenStream) -> Option<TokenStream> {
    let (path, member) = (subject.name, tokens::ident(subject.name));
    let calls = calls(subject, pattern);
    let calls = calls
        .iter()
        .filter(|call| call.method != "nested")
        .map(|Call { method, arguments }| quote!(.#method(#(#arguments),*)));
    let calls: Vec<TokenStream> = calls.collect();
    (!calls.is_empty()).then(|| quote!(to.member(#path, |this: &Self| &this.#member) #(#calls)*;))
}

/// Returns the checks of a newtype, which has one value and no name for it.
pub(in crate::rust) fn checks_of(
    subject: &RuleTarget<'_>,
    value: &TokenStream,
    pattern: &dyn Fn(&str) -> TokenStream,
) -> TokenStream {
    let mut calls: Vec<TokenStream> = calls(subject, pattern).iter().map(|call| call.on(subject.name, value)).collect();
    for function in subject.rules.iter().filter_map(|rule| custom_path(rule, subject.custom_at)) {
        calls.push(quote!(.custom("", #function(#value))));
    }
    if calls.is_empty() { TokenStream::new() } else { quote!(check #(#calls)*;) }
}

/// Returns the runtime where only the compiler can tell whether the value's type has rules of its own.
fn probed<'a>(subject: &RuleTarget<'a>) -> Option<&'a TokenStream> {
    let is_users = match subject.ty {
        FieldType::Json(JsonShape::Value(_) | JsonShape::ValueList(_)) => true,
        // Within a struct of the user's, any type that only the compiler sees.
        FieldType::Enum(kind) => subject.is_member && kind.values.is_empty(),
        _ => false,
    };
    subject.probe.filter(|_| is_users || subject.newtype)
}

fn calls(subject: &RuleTarget<'_>, pattern: &dyn Fn(&str) -> TokenStream) -> Vec<Call> {
    let mut calls = type_calls(subject);
    calls.extend(subject.rules.iter().filter_map(|rule| rule_call(rule, subject, pattern)));
    calls
}

/// Returns what the type itself asks for: a bound, no NUL, finiteness, the rules of a nested value.
fn type_calls(subject: &RuleTarget<'_>) -> Vec<Call> {
    let has_length = subject.rules.iter().any(|rule| matches!(rule, Rule::Length { .. }));
    let has_range = subject.rules.iter().any(|rule| matches!(rule, Rule::Range { .. }));
    let has_pattern = subject.rules.iter().any(|rule| matches!(rule, Rule::Pattern(_)));
    let is_text = matches!(subject.ty, FieldType::String { .. } | FieldType::Text);
    let plain = |method: &str| Call::new(method, Vec::new());
    let mut calls = Vec::new();
    match subject.ty {
        _ if subject.is_reference => {}
        FieldType::String { max: OUT_OF_SIGHT } => {}
        FieldType::String { max } if !has_length => {
            let max = literal::bound(Bound::Int(i64::from(*max)), subject.ty);
            calls.push(Call::new("length", vec![quote!(..=#max)]));
        }
        FieldType::Text if !has_length => calls.push(plain("no_nul")),
        FieldType::Json(JsonShape::Any) => calls.push(plain("no_nul")),
        FieldType::Json(JsonShape::ScalarList(item))
            if matches!(**item, FieldType::String { .. } | FieldType::Text) =>
        {
            calls.push(plain("no_nul"));
        }
        FieldType::Json(JsonShape::Value(_) | JsonShape::ValueList(_)) if subject.probe.is_none() => {
            calls.push(plain("nested"));
        }
        FieldType::Decimal { precision, scale } => {
            let digits = [precision, scale].map(|digits| tokens::integer(*digits as usize));
            calls.push(Call::new("decimal", digits.map(|digits| quote!(#digits)).to_vec()));
        }
        FieldType::Bytes { max } => {
            let max = tokens::integer(*max as usize);
            calls.push(Call::new("bytes", vec![quote!(#max)]));
        }
        FieldType::Scalar(Scalar::F32 | Scalar::F64) if !has_range => calls.push(plain("finite")),
        _ => {}
    }
    if is_text && subject.in_key && !has_pattern {
        calls.push(plain("no_trailing_space"));
    }
    calls
}

fn rule_call(rule: &Rule, subject: &RuleTarget<'_>, pattern: &dyn Fn(&str) -> TokenStream) -> Option<Call> {
    Some(match rule {
        Rule::Length { min, max } => Call::new("length", vec![length_range(*min, max.or(string_max(subject.ty)))]),
        Rule::Range { min, max } => {
            let min = min.map(|min| literal::bound(min, subject.ty));
            let range = max
                .map(|max| literal::bound(max, subject.ty))
                .map_or_else(|| quote!(#min..), |max| quote!(#min..=#max));
            Call::new("range", vec![range])
        }
        Rule::Pattern(_) => {
            let pattern = pattern(subject.name);
            Call::new("pattern", vec![quote!(&#pattern)])
        }
        Rule::OneOf(values) => {
            let is_decimal = matches!(subject.ty, FieldType::Decimal { .. });
            let digits = |value: &Literal| value.digits().filter(|_| is_decimal).map(|digits| quote!(#digits));
            let values = values.iter().map(|value| digits(value).unwrap_or_else(|| literal::plain(value)));
            Call::new("one_of", vec![quote!(&[#(#values),*])])
        }
        Rule::Future => Call::new("future", Vec::new()),
        Rule::Past => Call::new("past", Vec::new()),
        Rule::Custom(_) => return None,
        format => Call::new(format.format()?.word, Vec::new()),
    })
}

fn string_max(ty: &FieldType) -> Option<u32> {
    match ty {
        FieldType::String { max } => Some(*max),
        _ => None,
    }
}

fn length_range(min: u32, max: Option<u32>) -> TokenStream {
    let length = |value: u32| literal::bound(Bound::Int(i64::from(value)), &FieldType::Text);
    let min = (min > 0).then(|| length(min));
    max.map_or_else(
        || quote!(#min..),
        |max| {
            let max = length(max);
            quote!(#min..=#max)
        },
    )
}

// Expands to: check.custom("name", my::rule(&self.name));
// or, where the value may be missing: if let Some(value) = &self.name { check.custom("name", my::rule(value)); }
fn custom(function: &TokenStream, subject: &RuleTarget<'_>) -> TokenStream {
    let (path, member) = (subject.name, tokens::ident(subject.name));
    if subject.nullable {
        quote!(if let Some(value) = &self.#member { check.custom(#path, #function(value)); })
    } else {
        quote!(check.custom(#path, #function(&self.#member));)
    }
}

/// Returns the path of an application's own rule.
fn custom_path(rule: &Rule, at: Span) -> Option<TokenStream> {
    let Rule::Custom(path) = rule else { return None };
    let refused = || quote!(compile_error!("a custom rule is a path"));
    Some(syn::parse_str::<syn::Path>(path).map_or_else(|_| refused(), |path| tokens::spanned(quote!(#path), at)))
}
