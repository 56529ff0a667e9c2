//! Resolves type expressions such as `string?`, `Status` or `i32[]`.

mod newtype;
pub(super) mod own;
mod reference;
mod typed;

use crate::{
    decimal,
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EnumDraft, FieldDraft, Text},
    ir::{EnumType, EnumValue, FieldType, JsonShape, MOST_BYTES},
    name,
    resolve::lookup::Definitions,
};
pub(super) use typed::{Place, Typed, optional, stand_in};
use typed::{other_spelling, plain, plain_type, string, words};

/// Returns the type of `draft`, or `None` after a report.
pub(super) fn resolve(
    draft: &FieldDraft,
    place: Place<'_>,
    definitions: &Definitions<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    if let Some(stray) = &draft.stray {
        let message = format!("`{}` applies only to enums, and `{}` is not one", stray.value, draft.name.value);
        let help = if stray.value == "nullable" { "write `?` after the type" } else { "remove it" };
        diagnostics.push(Diagnostic::error(Code::KeyConflict, stray.origin, message).help(help));
    }
    if let Some(parent) = &draft.belongs_to {
        return reference::resolve(draft, parent, place, definitions, diagnostics);
    }
    if let (Some(ty), Some(_)) = (&draft.ty, &draft.enumeration) {
        let message = "`type` and `enum` exclude each other";
        diagnostics.push(Diagnostic::error(Code::KeyConflict, ty.origin, message).help("remove one of them"));
        return None;
    }
    match (&draft.ty, &draft.enumeration) {
        (_, Some(values)) => {
            let ty = enumeration(values, draft, place, diagnostics)?;
            Some(Typed { nullable: values.nullable.is_some(), ..plain(ty) })
        }
        (Some(ty), None) => expression(ty, draft, place, definitions, diagnostics),
        (None, None) if own::plain(draft).is_some() => {
            let ty = own::plain(draft)?;
            expression(&ty, draft, place, definitions, diagnostics)
        }
        (None, None) => {
            if !draft.broken {
                let message = format!("`{}` has no type", draft.name.value);
                let help = match &draft.rust {
                    Some(_) => "write what its values are in the column: `type = \"text\"`",
                    None => "write `type = \"…\"`, `enum = [\"…\"]` or `belongs_to = \"…\"`",
                };
                diagnostics.push(Diagnostic::error(Code::NoType, draft.name.origin, message).help(help));
            }
            None
        }
    }
}

/// Reads `name`, `name?`, `name[]` or `name[]?`.
fn expression(
    text: &Text,
    draft: &FieldDraft,
    place: Place<'_>,
    definitions: &Definitions<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    let (base, nullable) = optional(text);
    let typed = match base.value.strip_suffix("[]") {
        Some(element) => list(&base.part(0..element.len()).trimmed(), draft.foreign, definitions, diagnostics)?,
        None => named(&base, draft, place, definitions, &mut Vec::new(), diagnostics)?,
    };
    Some(Typed { nullable: typed.nullable || nullable, ..typed })
}

fn named(
    base: &Text,
    draft: &FieldDraft,
    place: Place<'_>,
    definitions: &Definitions<'_>,
    seen: &mut Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    if draft.newtype.is_some() {
        return newtype::resolve(base, draft, place, definitions, diagnostics);
    }
    if draft.json.is_none() {
        if let Some(ty) = plain_type(&base.value) {
            return Some(plain(ty));
        }
        if base.value == "string" {
            return string(base, draft, place, diagnostics);
        }
        // A decimal without its digits, which no definition out of sight can give.
        if base.value.starts_with("decimal") {
            diagnostics.push(unknown(base, definitions));
            return None;
        }
    }
    let Some(value) = definitions.value(&base.value) else {
        if draft.json.is_some() {
            return Some(plain(FieldType::Json(JsonShape::Value(base.value.clone()))));
        }
        if draft.foreign && !definitions.complete {
            return Some(plain(out_of_sight(base)));
        }
        let report =
            if draft.foreign { not_found(base, draft, place, definitions) } else { Some(unknown(base, definitions)) };
        report.into_iter().for_each(|report| diagnostics.push(report));
        return None;
    };
    let is_member_enum = !place.column && value.alias.enumeration.is_some();
    if value.fields.is_some() || draft.json.is_some() && !is_member_enum {
        if draft.foreign && draft.json.is_none() {
            diagnostics.push(newtype::says_nothing(base, "is a struct", "json"));
            return None;
        }
        return Some(plain(FieldType::Json(JsonShape::Value(base.value.clone()))));
    }
    if draft.foreign && value.alias.enumeration.is_none() {
        let ty = value.alias.ty.as_ref().map_or("string", |ty| &*ty.value);
        diagnostics.push(newtype::says_nothing(base, "is a newtype", &format!("type = \"{ty}\"")));
        return None;
    }
    if seen.contains(&base.value) {
        // The cycle is reported at the named type itself.
        return None;
    }
    seen.push(base.value.clone());
    let mut merged = value.alias.clone();
    merged.rules = draft.rules.clone().or(&value.alias.rules);
    let owner = Place { owner: &value.name.value, ..place };
    let typed = match (&value.alias.ty, &value.alias.enumeration) {
        (_, Some(values)) => plain(shared_enum(value.name.value.clone(), values)),
        (Some(ty), None) => named(&optional(ty).0, &merged, owner, definitions, seen, &mut Diagnostics::default())?,
        (None, None) => return None,
    };
    Some(Typed { rules: typed.rules.or(&value.alias.rules), ..typed })
}

/// The type of a struct's member that only its own source tells: an enum, with values that are not known here.
fn out_of_sight(base: &Text) -> FieldType {
    FieldType::Enum(EnumType { name: base.value.clone(), values: Vec::new() })
}

/// Reports the type of a member that nothing defines, unless the mistake is reported already: the type as one of Rust's
/// own, or a key without `primary` as a missing key.
fn not_found(base: &Text, draft: &FieldDraft, place: Place<'_>, definitions: &Definitions<'_>) -> Option<Diagnostic> {
    if draft.broken {
        return None;
    }
    if let Some(parent) = base.value.strip_suffix("Id").and_then(|parent| definitions.entity(parent)) {
        let name = &parent.name.value;
        if name == place.owner && parent.fields.iter().all(|field| field.primary.is_none()) {
            return None;
        }
        let message = format!(
            "`{}` is the key type of `{name}`, but `{}` is not declared as a reference to it",
            base.value, draft.name.value
        );
        let help = format!("add `#[field(belongs_to = {name})]`");
        return Some(Diagnostic::error(Code::UnknownType, base.origin, message).help(help));
    }
    let message = format!("`{}` is not defined in any source that was read", base.value);
    let help = "derive `Value` for an enum; mark a serde type with `#[field(json)]`, a newtype with `#[field(type = \
                \"string\")]`";
    Some(Diagnostic::error(Code::UnknownType, base.origin, message).help(help))
}

fn list(element: &Text, foreign: bool, definitions: &Definitions<'_>, diagnostics: &mut Diagnostics) -> Option<Typed> {
    let shape = match plain_type(&element.value) {
        Some(FieldType::Json(_) | FieldType::Decimal { .. } | FieldType::Bytes { .. }) => None,
        Some(ty) => Some(JsonShape::ScalarList(Box::new(ty))),
        None if element.value == "string" => Some(JsonShape::ScalarList(Box::new(FieldType::Text))),
        None => match definitions.value(&element.value) {
            Some(value) => match &value.alias.enumeration {
                // A derive cannot tell whether the type in Rust is a struct or an enum.
                _ if value.fields.is_some() => Some(JsonShape::ValueList(element.value.clone())),
                Some(_) if foreign => Some(JsonShape::ValueList(element.value.clone())),
                Some(values) => Some(JsonShape::ScalarList(Box::new(shared_enum(value.name.value.clone(), values)))),
                None => None,
            },
            None if !definitions.complete || foreign => Some(JsonShape::ValueList(element.value.clone())),
            None => {
                diagnostics.push(unknown(element, definitions));
                return None;
            }
        },
    };
    let Some(shape) = shape else {
        let message = format!("a list of `{}` is not supported", element.value);
        let help = "lists can hold scalars, strings, or an enum or a struct of `types`; for anything else use `json`";
        diagnostics.push(Diagnostic::error(Code::UnknownType, element.origin, message).help(help));
        return None;
    };
    Some(plain(FieldType::Json(shape)))
}

fn unknown(text: &Text, definitions: &Definitions<'_>) -> Diagnostic {
    let error = Diagnostic::error(Code::UnknownType, text.origin, format!("unknown type `{}`", text.value));
    if definitions.entity(&text.value).is_some() {
        return error.help(format!("`{0}` is an entity: to refer to it, write `belongs_to = \"{0}\"`", text.value));
    }
    let word = text.value.to_lowercase();
    if word.starts_with("bytes(") {
        return error.help(format!("write how many bytes it holds at most, from 1 to {MOST_BYTES}: `bytes(16)`"));
    }
    if ["decimal", "numeric", "money"].iter().any(|known| word.starts_with(known)) {
        let written = match text.origin {
            Origin::Text { .. } => "`decimal(12, 2)`",
            Origin::Tokens(_) => "`#[field(decimal(12, 2))]`",
        };
        return error.help(format!(
            "write {written}: how many digits in all, at most {}, and how many of them after the point",
            decimal::MOST_DIGITS
        ));
    }
    let plain = words().chain(["string"]);
    let mut names: Vec<&str> = plain.collect();
    names.extend(definitions.drafts.values.iter().map(|value| value.name.value.as_str()));
    let meant = other_spelling(&text.value).or_else(|| name::nearest(&text.value, names.iter().copied()));
    error.help(match meant {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the types are: {}", names.join(", ")),
    })
}

fn enumeration(
    values: &EnumDraft,
    draft: &FieldDraft,
    place: Place<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<FieldType> {
    if values.values.is_empty() {
        if !draft.broken {
            let message = format!("the enum `{}` has no values", draft.name.value);
            let help = match values.origin {
                Origin::Text { .. } => "write `enum = [\"first\", \"second\"]`",
                Origin::Tokens(_) => "write `values(\"first\", \"second\")`",
            };
            diagnostics.push(Diagnostic::error(Code::EmptyEnum, values.origin, message).help(help));
        }
        return None;
    }
    let name = match &values.name {
        Some(name) => name.value.clone(),
        None => own_enum(place.owner, draft),
    };
    Some(shared_enum(name, values))
}

/// Returns the name of an enum that says none: entity plus field, and a word more where the key has that name.
pub(crate) fn own_enum(owner: &str, draft: &FieldDraft) -> String {
    let name = format!("{owner}{}", name::upper_camel(&draft.name.value));
    let is_taken = draft.primary.is_some() && ["id", "key"].contains(&draft.name.value.as_str());
    if is_taken { name + "Value" } else { name }
}

fn shared_enum(name: String, draft: &EnumDraft) -> FieldType {
    let values = draft.values.iter().enumerate().map(|(at, text)| EnumValue {
        variant: draft.variants.get(at).map_or_else(|| name::upper_camel(&text.value), |variant| variant.value.clone()),
        text: text.value.clone(),
    });
    FieldType::Enum(EnumType { name, values: values.collect() })
}
