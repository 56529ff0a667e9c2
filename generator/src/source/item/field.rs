use syn::{LitStr, Token, meta::ParseNestedMeta, parenthesized, parse::ParseStream};

use super::{
    attribute::{doc, keys, literal, name_of_type, origin, text},
    field_type,
    json::{bound, json},
};
use crate::{
    diagnostic::{Diagnostics, Origin},
    draft::{EnumDraft, FieldDraft, LengthDraft, Located, RangeDraft, Text},
    ir::Bound,
};

const KEYS: &[&str] = &[
    "primary",
    "unique",
    "immutable",
    "secret",
    "volatile",
    "deprecated",
    "tenant",
    "text",
    "values",
    "belongs_to",
    "on_delete",
    "default",
    "on_update",
    "counts",
    "sums",
    "was",
    "length",
    "range",
    "pattern",
    "email",
    "phone",
    "url",
    "one_of",
    "future",
    "past",
    "custom",
];

/// What the attributes say that is not kept in the draft as it is.
#[derive(Default)]
struct Said {
    /// A `String` without bound.
    text: bool,
    values: Option<Located<Vec<Text>>>,
}

/// Reads a member with its `#[field(…)]`.
pub(super) fn read(field: &syn::Field, diagnostics: &mut Diagnostics) -> Option<FieldDraft> {
    let mut draft = FieldDraft::named(super::name(field.ident.as_ref()?));
    draft.doc = doc(&field.attrs);
    draft.foreign = true;
    let mut said = Said::default();
    let read_all = keys(&field.attrs, "field", KEYS, diagnostics, |key, meta, _| {
        if flag(key, meta, &mut draft, &mut said) || rule(key, meta, &mut draft)? {
            return Ok(true);
        }
        column(key, meta, &mut draft, &mut said)
    });
    draft.broken = !read_all;
    match field_type::read(&field.ty) {
        Ok(expression) => typed(&mut draft, expression, said),
        Err(error) => {
            diagnostics.push(*error);
            draft.broken = true;
        }
    }
    Some(draft)
}

/// Takes the Rust type for what the attributes leave open.
fn typed(draft: &mut FieldDraft, mut expression: field_type::Expression, said: Said) {
    if let Some(parent) = &mut draft.belongs_to
        && expression.nullable
        && !parent.value.ends_with('?')
    {
        parent.value.push('?');
    }
    if let Some(values) = said.values {
        draft.enumeration = Some(EnumDraft {
            values: values.value,
            name: Some(Text::whole(expression.base, expression.origin)),
            nullable: expression.nullable.then_some(expression.origin),
            origin: values.origin,
        });
        return;
    }
    if said.text && expression.base == "string" {
        expression.base = "text".to_owned();
    }
    let own_key = draft.primary.is_some() && expression.base.ends_with("Id");
    if own_key {
        expression.base = "uuid".to_owned();
    }
    let key_of_parent = draft.belongs_to.is_some() && draft.tenant.is_none();
    // Of a reference only the width of its key is of interest, and only if the key is no newtype.
    if !key_of_parent || expression.base == "i64" {
        draft.ty = Some(expression.text());
    }
}

fn flag(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft, said: &mut Said) -> bool {
    let place = Some(origin(meta));
    match key {
        "primary" => draft.primary = place,
        "immutable" => draft.immutable = place,
        "secret" => draft.secret = place,
        "volatile" => draft.volatile = place,
        "deprecated" => draft.deprecated = place,
        "tenant" => draft.tenant = place,
        "email" => draft.rules.email = place,
        "phone" => draft.rules.phone = place,
        "url" => draft.rules.url = place,
        "future" => draft.rules.future = place,
        "past" => draft.rules.past = place,
        "text" => said.text = true,
        "unique" if !meta.input.peek(Token![=]) => draft.unique = Some(Text::whole("tenant", origin(meta))),
        _ => return false,
    }
    true
}

fn rule(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft) -> syn::Result<bool> {
    match key {
        "length" => draft.rules.length = Some(length(meta)?),
        "range" => draft.rules.range = Some(range(meta)?),
        "pattern" => draft.rules.pattern = Some(text(meta)?),
        "one_of" => {
            let content;
            parenthesized!(content in meta.input);
            let value = content.parse_terminated(json, Token![,])?.into_iter().collect();
            draft.rules.one_of = Some(Located { value, origin: origin(meta) });
        }
        "custom" => {
            let path: syn::Path = meta.value()?.parse()?;
            let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            draft.rules.custom = Some(Text::whole(segments.join("::"), origin(meta)));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn column(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft, said: &mut Said) -> syn::Result<bool> {
    match key {
        "unique" => draft.unique = Some(text(meta)?),
        "belongs_to" => draft.belongs_to = Some(name_of_type(meta)?),
        "on_delete" => draft.on_delete = Some(text(meta)?),
        "default" => draft.default = Some(json(meta.value()?)?),
        "on_update" => draft.on_update = Some(text(meta)?),
        "counts" => draft.counts = Some(name_of_type(meta)?),
        "sums" => draft.sums = Some(text(meta)?),
        "was" => draft.was = Some(text(meta)?),
        "values" => {
            let content;
            parenthesized!(content in meta.input);
            let values = content.parse_terminated(|input: ParseStream<'_>| input.parse::<LitStr>(), Token![,])?;
            said.values = Some(Located { value: values.iter().map(literal).collect(), origin: origin(meta) });
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The two ends of `3..=50`, `..=50` or `3..`.
struct Ends {
    min: Option<Bound>,
    max: Option<Bound>,
    origin: Origin,
}

fn ends(input: ParseStream<'_>) -> syn::Result<Ends> {
    let origin = Origin::Tokens(input.span());
    let min = if input.peek(Token![..]) { None } else { Some(bound(input)?) };
    if input.parse::<Option<Token![..=]>>()?.is_some() {
        return Ok(Ends { min, max: Some(bound(input)?), origin });
    }
    input.parse::<Token![..]>()?;
    if !input.is_empty() {
        return Err(input.error("the end is included: write `..=`"));
    }
    Ok(Ends { min, max: None, origin })
}

/// Reads `length = 100` or `length(3..=50)`.
fn length(meta: &ParseNestedMeta<'_>) -> syn::Result<Located<LengthDraft>> {
    if meta.input.peek(Token![=]) {
        let max: syn::LitInt = meta.value()?.parse()?;
        let value = LengthDraft { min: 0, max: Some(max.base10_parse()?) };
        return Ok(Located { value, origin: Origin::Tokens(max.span()) });
    }
    let content;
    parenthesized!(content in meta.input);
    let ends = ends(&content)?;
    let whole = |end: Option<Bound>| match end {
        Some(Bound::Float(_)) => Err(syn::Error::new(ends.origin.span(), "a length is a whole number")),
        Some(Bound::Int(value)) => Ok(Some(value)),
        None => Ok(None),
    };
    let value = LengthDraft { min: whole(ends.min)?.unwrap_or(0), max: whole(ends.max)? };
    Ok(Located { value, origin: ends.origin })
}

/// Reads `range(0..)`, `range(0..=1)` or `range(..=1)`.
fn range(meta: &ParseNestedMeta<'_>) -> syn::Result<Located<RangeDraft>> {
    let content;
    parenthesized!(content in meta.input);
    let ends = ends(&content)?;
    Ok(Located { value: RangeDraft { min: ends.min, max: ends.max }, origin: ends.origin })
}
