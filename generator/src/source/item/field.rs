//! Reads the members of an entity struct.

use proc_macro2::TokenStream;
use syn::{LitInt, LitStr, Token, Type, meta::ParseNestedMeta, parenthesized, parse::ParseStream};

use super::{
    attribute::{Keys, doc, flag, literal, name_of_type, origin, text},
    bounds::{length, range},
    entity::own_sql,
    field_type::{self, Expression, instead_of, is_plain},
    json::{constant, list},
    member::Member,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EnumDraft, FieldDraft, Located, NativeDraft, Text},
    ir::FORMAT_WORDS,
};

/// The keys of `#[field(…)]`, formats aside.
const OWN: &[&str] = &[
    "primary",
    "unique",
    "immutable",
    "tenant",
    "text",
    "decimal",
    "bytes",
    "type",
    "native",
    "collation",
    "comment",
    "json",
    "values",
    "belongs_to",
    "by",
    "on_delete",
    "deferrable",
    "default",
    "default_sql",
    "generated",
    "on_update",
    "column",
    "counts",
    "sums",
    "was",
    "length",
    "range",
    "pattern",
    "one_of",
    "future",
    "past",
    "custom",
    "secret",
    "volatile",
    "deprecated",
    "unchecked",
];

/// The keys of `#[field(…)]`.
pub(super) const KEYS: &[&str] = &with_formats::<{ OWN.len() + FORMAT_WORDS.len() }>(OWN);

/// Returns `own` and the formats; `N` is how many that are.
pub(super) const fn with_formats<const N: usize>(own: &[&'static str]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = if at < own.len() { own[at] } else { FORMAT_WORDS[at - own.len()] };
        at += 1;
    }
    words
}

/// What the attributes say that is not kept in the draft as it is.
#[derive(Default)]
pub(super) struct MemberKeys {
    /// What stands for `type`: the word, or `text`.
    scalar: Option<Text>,
    values: Option<Located<Vec<Text>>>,
    /// `crate::plan::Plan::Free` in place of a text.
    default: Option<syn::Path>,
    /// The field before this one, for a field that stands above its struct.
    pub(super) after: Option<Text>,
    /// A member of a struct that is kept as JSON, of whatever type.
    in_json: bool,
}

/// Reads a member with its `#[field(…)]`, of an entity or (`in_json`) of a struct that is kept as JSON.
pub(super) fn read(field: &syn::Field, in_json: bool, diagnostics: &mut Diagnostics) -> Option<(FieldDraft, Member)> {
    let mut draft = FieldDraft::named(super::name(field.ident.as_ref()?));
    draft.doc = doc(&field.attrs);
    let mut said = MemberKeys { in_json, ..MemberKeys::default() };
    let keys =
        Keys::new("field", KEYS).of(&field.attrs, diagnostics, |key, meta| self::key(key, meta, &mut draft, &mut said));
    draft.broken = !keys.read_all;
    let member = finish(&mut draft, &field.ty, said, diagnostics);
    Some((draft, member))
}

/// Reads one key of a field into the draft.
pub(super) fn key(
    key: &str,
    meta: &ParseNestedMeta<'_>,
    draft: &mut FieldDraft,
    said: &mut MemberKeys,
) -> syn::Result<bool> {
    Ok(switch(key, meta, draft)? || rule(key, meta, draft)? || column(key, meta, draft, said)?)
}

/// Takes the Rust type for what the attributes leave open.
pub(super) fn finish(draft: &mut FieldDraft, ty: &Type, said: MemberKeys, diagnostics: &mut Diagnostics) -> Member {
    draft.foreign = true;
    let read = if draft.json.is_some() || said.in_json { field_type::read_json(ty) } else { field_type::read(ty) };
    let expression = match read {
        Ok(expression) => expression,
        Err(error) => {
            // A key that could not be read may have said how the type is meant.
            if !draft.broken {
                diagnostics.push(*error);
            }
            draft.broken = true;
            return Member::unknown(draft, ty);
        }
    };
    draft.variant = said.default.as_ref().and_then(|path| path.segments.last()).map(|last| super::name(&last.ident));
    if said.in_json && !is_plain(expression.base.trim_end_matches("[]")) {
        draft.json = draft.json.or(Some(expression.origin));
    }
    let mut member = Member::new(draft, &expression, said.default.clone());
    if !expression.secret || draft.secret.is_some() {
        typed(draft, expression, said, &mut member, diagnostics);
    } else {
        let message = format!("`{}` has the type `Secret` but is not marked `secret`", draft.name.value);
        diagnostics.push(Diagnostic::error(Code::RowMember, expression.origin, message).help("add `secret`"));
        draft.broken = true;
    }
    member
}

fn typed(
    draft: &mut FieldDraft,
    mut expression: Expression<'_>,
    mut said: MemberKeys,
    member: &mut Member,
    diagnostics: &mut Diagnostics,
) {
    if let Some(parent) = &mut draft.belongs_to
        && expression.nullable
        && !parent.value.ends_with('?')
    {
        parent.value.push('?');
    }
    if let Some(values) = said.values {
        draft.enumeration = Some(EnumDraft {
            values: values.value,
            variants: Vec::new(),
            name: Some(Text::whole(expression.base, expression.origin)),
            nullable: expression.nullable.then_some(expression.origin),
            origin: values.origin,
        });
        return;
    }
    let key_of_parent = draft.belongs_to.is_some() && draft.tenant.is_none() && draft.by.is_none();
    let is_key = draft.primary.is_some() && !key_of_parent && expression.base.ends_with("Id");
    if is_key {
        // The type of the column stands beside that of the key; a bound is only for a string.
        let length = draft.rules.length.as_ref().map(|length| Text::whole("string", length.origin));
        let of = said.scalar.take().or(length);
        expression.base = of.map_or_else(|| "uuid".to_owned(), |of| of.value);
    }
    if let Some(scalar) = said.scalar {
        member.bare |= key_of_parent;
        if key_of_parent && scalar.value == "enum" {
            expression.base = scalar.value;
            draft.ty = Some(expression.text());
            return;
        }
        if key_of_parent && (is_plain(&expression.base) || expression.base.ends_with("Id")) {
            let message = "the type of a key follows from its entity";
            let help = format!("remove `{}`", if scalar.value == "text" { "text" } else { "type" });
            diagnostics.push(Diagnostic::error(Code::KeyConflict, scalar.origin, message).help(help));
        }
        of_scalar(draft, &mut expression, scalar, member, diagnostics);
    } else if !key_of_parent {
        refuse_type(draft, &expression, diagnostics);
    }
    if let Some(origin) = draft.json.filter(|_| !expression.generic && is_plain(&expression.base)) {
        let message =
            format!("`json` applies only to a type of your own, and `{}` is a `{}`", draft.name.value, expression.base);
        diagnostics.push(Diagnostic::error(Code::KeyConflict, origin, message).help("remove `json`"));
        draft.json = None;
    }
    // Of a reference only what its key holds is of interest, and only if the key has no type of its own.
    if !key_of_parent || is_plain(&expression.base) && expression.base != "uuid" {
        draft.ty = Some(expression.text());
    }
}

/// Takes `type = "…"` or `text` for the type of the column, and a Rust type by another name for a newtype over it.
fn of_scalar(
    draft: &mut FieldDraft,
    expression: &mut Expression<'_>,
    scalar: Text,
    member: &mut Member,
    diagnostics: &mut Diagnostics,
) {
    let given = std::mem::replace(&mut expression.base, scalar.value.clone());
    let same = given == scalar.value
        || given == "string" && scalar.value == "text"
        || given == "decimal" && scalar.value.starts_with("decimal(")
        || given == "bytes" && scalar.value.starts_with("bytes(");
    if same {
        return;
    }
    if is_plain(&given) || given.ends_with("[]") {
        let message = format!("`{}` is a `{given}` in Rust but a `{}` in the column", draft.name.value, scalar.value);
        diagnostics.push(Diagnostic::error(Code::KeyConflict, scalar.origin, message).help("remove one of them"));
        expression.base = given;
    } else if !is_plain(&scalar.value) || ["bytes", "json"].contains(&&*scalar.value) {
        let message = format!("a newtype cannot have the column type `{}`", scalar.value);
        let help = "write `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `string`, `text`, `uuid`, `date`, `time`, \
                    `timestamp` or `duration`";
        diagnostics.push(Diagnostic::error(Code::UnknownType, scalar.origin, message).help(help));
        draft.broken = true;
    } else {
        draft.newtype = Some(Text::whole(given, expression.origin));
        member.newtype = true;
    }
}

/// Refuses types of Rust's own that stand for no column.
fn refuse_type(draft: &mut FieldDraft, expression: &Expression<'_>, diagnostics: &mut Diagnostics) {
    if draft.json.is_some() {
        return;
    }
    let base = expression.base.trim_end_matches("[]");
    let help = instead_of(base)
        .map(str::to_owned)
        .or_else(|| expression.generic.then(|| "write `#[field(json)]` to keep a serde type as JSON".to_owned()));
    if let Some(help) = help {
        let message = format!("no column type corresponds to `{base}`");
        diagnostics.push(Diagnostic::error(Code::UnknownType, expression.origin, message).help(help));
        draft.broken = true;
    }
}

fn switch(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft) -> syn::Result<bool> {
    let place = match key {
        "immutable" => &mut draft.immutable,
        "secret" => &mut draft.secret,
        "volatile" => &mut draft.volatile,
        "deprecated" => &mut draft.deprecated,
        "unchecked" => &mut draft.unchecked,
        "comment" => &mut draft.comment,
        "tenant" => &mut draft.tenant,
        "json" => &mut draft.json,
        "future" => &mut draft.rules.future,
        "past" => &mut draft.rules.past,
        _ => return Ok(false),
    };
    *place = flag(meta)?;
    Ok(true)
}

/// Reads a validation rule, of a field or of a newtype.
pub(super) fn rule(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft) -> syn::Result<bool> {
    match key {
        "length" => draft.rules.length = Some(length(meta)?),
        "range" => draft.rules.range = Some(range(meta)?),
        "pattern" => draft.rules.pattern = Some(text(meta)?),
        "one_of" => draft.rules.one_of = Some(Located { value: list(meta)?, origin: origin(meta) }),
        "custom" => draft.rules.custom = Some(path(meta)?),
        "future" => draft.rules.future = flag(meta)?,
        "past" => draft.rules.past = flag(meta)?,
        _ => return format(key, meta, draft),
    }
    Ok(true)
}

fn format(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft) -> syn::Result<bool> {
    let Some(word) = FORMAT_WORDS.iter().find(|word| **word == key) else { return Ok(false) };
    if let Some(origin) = flag(meta)? {
        draft.rules.formats.insert(*word, origin);
    }
    Ok(true)
}

/// Reads `= crate::rules::iban` or `= "crate::rules::iban"`.
fn path(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    let value = meta.value()?;
    if value.peek(LitStr) {
        return Ok(literal(&value.parse()?));
    }
    let path: syn::Path = value.parse()?;
    let place = Origin::Tokens(syn::spanned::Spanned::span(&path));
    let leading = if path.leading_colon.is_some() { "::" } else { "" };
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    Ok(Text::whole(format!("{leading}{}", segments.join("::")), place))
}

fn column(key: &str, meta: &ParseNestedMeta<'_>, draft: &mut FieldDraft, said: &mut MemberKeys) -> syn::Result<bool> {
    match key {
        "primary" => {
            draft.assigned = said_text(meta)?;
            draft.primary = match &draft.assigned {
                Some(word) => Some(word.origin),
                None => flag(meta)?,
            };
        }
        "unique" => draft.unique = unique(meta)?,
        "belongs_to" => draft.belongs_to = Some(name_of_type(meta)?),
        "by" => draft.by = Some(word(meta)?),
        "deferrable" => draft.deferrable = Some(word(meta)?),
        "on_delete" => draft.on_delete = Some(text(meta)?),
        "default" => {
            let constant = constant(meta.value()?)?;
            said.default = constant.path;
            draft.default = Some(constant.json);
        }
        "default_sql" => draft.default_sql = Some(own_sql(meta)?),
        "generated" => draft.generated = Some(own_sql(meta)?),
        "on_update" => draft.on_update = Some(word(meta)?),
        "counts" => draft.counts = Some(name_of_type(meta)?),
        "sums" => draft.sums = Some(text(meta)?),
        "column" => draft.column = Some(text(meta)?),
        "was" => draft.was = Some(word(meta)?),
        "text" => said.scalar = flag(meta)?.map(|origin| Text::whole("text", origin)),
        "decimal" => said.scalar = Some(decimal(meta)?),
        "bytes" => said.scalar = Some(bytes(meta)?),
        "type" => said.scalar = Some(text(meta)?),
        "native" => draft.native = Some(engines(meta)?),
        "collation" => draft.collation = Some(engines(meta)?),
        "values" => said.values = Some(Located { value: values(meta)?, origin: origin(meta) }),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads `(12, 2)` as the type that `models.toml` would name.
fn decimal(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    let content;
    parenthesized!(content in meta.input);
    let precision: LitInt = content.parse()?;
    content.parse::<Token![,]>()?;
    let scale: LitInt = content.parse()?;
    let [precision, scale] = [precision.base10_parse::<u32>()?, scale.base10_parse()?];
    Ok(Text::whole(format!("decimal({precision}, {scale})"), origin(meta)))
}

/// Reads `(16)` as the type that `models.toml` would name.
fn bytes(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    let content;
    parenthesized!(content in meta.input);
    let max: LitInt = content.parse()?;
    Ok(Text::whole(format!("bytes({})", max.base10_parse::<u32>()?), origin(meta)))
}

/// Reads `(postgres = "citext", mysql = "…", sqlite = "…")`.
fn engines(meta: &ParseNestedMeta<'_>) -> syn::Result<NativeDraft> {
    let mut native = NativeDraft { postgres: None, mysql: None, sqlite: None, origin: origin(meta) };
    meta.parse_nested_meta(|engine| {
        let place = match engine.path.get_ident().map(ToString::to_string).as_deref() {
            Some("postgres") => &mut native.postgres,
            Some("mysql") => &mut native.mysql,
            Some("sqlite") => &mut native.sqlite,
            _ => return Err(engine.error("expected one of: postgres, mysql, sqlite")),
        };
        *place = Some(text(&engine)?);
        Ok(())
    })?;
    Ok(native)
}

/// Reads `= "word"`; nothing where anything else stands there.
fn said_text(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Text>> {
    let ahead = meta.input.fork();
    if ahead.parse::<Token![=]>().is_ok() && ahead.peek(LitStr) {
        return text(meta).map(Some);
    }
    Ok(None)
}

fn unique(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Text>> {
    if let Some(word) = said_text(meta)? {
        return Ok(Some(word));
    }
    Ok(flag(meta)?.map(|origin| Text::whole("tenant", origin)))
}

/// Reads `= "now"` or `= now`.
pub(super) fn word(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    let value = meta.value()?;
    if value.peek(LitStr) { Ok(literal(&value.parse()?)) } else { Ok(super::name(&value.parse()?)) }
}

fn values(meta: &ParseNestedMeta<'_>) -> syn::Result<Vec<Text>> {
    let content;
    if meta.input.peek(Token![=]) {
        let value = meta.value()?;
        syn::bracketed!(content in value);
    } else {
        parenthesized!(content in meta.input);
    }
    let values = content.parse_terminated(|input: ParseStream<'_>| input.parse::<LitStr>(), Token![,])?;
    Ok(values.iter().map(literal).collect())
}

/// What stands in `#[field(name: Type, …)]` above a struct.
pub(super) struct Apart {
    pub(super) name: syn::Ident,
    pub(super) ty: Type,
    /// The keys.
    pub(super) rest: TokenStream,
}

impl syn::parse::Parse for Apart {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(<syn::Ident as syn::ext::IdentExt>::parse_any)?;
        if !input.peek(Token![:]) {
            let message = "a `#[field(…)]` above a struct declares a field that is not in the row\nwrite the name and \
                           the type first: `#[field(key_hash: String, secret, …)]`";
            return Err(syn::Error::new(name.span(), message));
        }
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self { name, ty, rest: input.parse()? })
    }
}
