//! Resolves the defaults of fields.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::FieldDraft,
    ir::{Constants, Default, FieldType, Json, JsonShape, Literal, Scalar, ValueType},
    name,
    resolve::{
        field_type::Typed,
        term::{example, literal, sql_text},
    },
};

/// Returns the default of a field; a primary key that says none is made by larder or by the database.
pub(in crate::resolve) fn resolve(
    draft: &FieldDraft,
    typed: &Typed,
    values: &[ValueType],
    diagnostics: &mut Diagnostics,
) -> Option<Default> {
    let Some(written) = &draft.default else {
        if let Some(expression) = &draft.default_sql {
            return Some(Default::Sql(sql_text(expression)));
        }
        let is_made = draft.primary.is_some() && draft.assigned.is_none() && draft.belongs_to.is_none();
        return if is_made { made(&typed.ty) } else { None };
    };
    let default = match &draft.variant {
        Some(variant) => of_variant(&variant.value, &written.value, &typed.ty),
        None => value(&written.value, &typed.ty, values),
    };
    if default.is_none() {
        diagnostics.push(mistake(draft, &written.value, &typed.ty).help(advice(&written.value, &typed.ty)));
    }
    default
}

/// What makes a primary key of this type.
fn made(ty: &FieldType) -> Option<Default> {
    match ty.stored() {
        FieldType::Scalar(Scalar::I16 | Scalar::I32 | Scalar::I64) => Some(Default::Identity),
        FieldType::Scalar(Scalar::Uuid) => Some(Default::UuidV7),
        _ => None,
    }
}

/// A variant that is named by its path; `text` is made of its name, for an enum that is out of sight.
fn of_variant(variant: &str, text: &Json, ty: &FieldType) -> Option<Default> {
    let FieldType::Enum(kind) = ty.stored() else { return None };
    if kind.values.is_empty() {
        return value(text, ty, &[]);
    }
    let value = kind.values.iter().find(|value| value.variant == variant)?;
    Some(Default::Literal(Literal::Text(value.text.clone())))
}

fn value(json: &Json, ty: &FieldType, values: &[ValueType]) -> Option<Default> {
    match (ty.stored(), json) {
        (FieldType::Scalar(scalar), Json::Text(text)) => match (scalar.info().constants, text.as_str()) {
            (Constants::Word(word), text) if word != text => None,
            (Constants::Word("now"), _) => Some(Default::Now),
            (Constants::Word("uuid_v7"), _) => Some(Default::UuidV7),
            _ => literal(json, ty).map(Default::Literal),
        },
        (FieldType::Json(shape), json) => {
            let made = fits(json, shape, values) && is_made_in_rust(json, shape);
            made.then(|| Default::Json(json.clone()))
        }
        (ty, json) => literal(json, ty).map(Default::Literal),
    }
}

/// Tells whether the default of a struct is one that Rust makes without reading JSON: all absent, or no elements.
fn is_made_in_rust(json: &Json, shape: &JsonShape) -> bool {
    match (shape, json) {
        (JsonShape::Value(_), Json::Object(members)) => members.is_empty(),
        (JsonShape::ValueList(_), Json::List(elements)) => elements.is_empty(),
        _ => true,
    }
}

fn fits(json: &Json, shape: &JsonShape, values: &[ValueType]) -> bool {
    match (shape, json) {
        (JsonShape::Any, _) => true,
        (JsonShape::Value(name), Json::Object(members)) => match values.iter().find(|value| value.name == *name) {
            Some(value) => is_value(members, value, values),
            None => true,
        },
        (JsonShape::ValueList(name), Json::List(elements)) => {
            elements.iter().all(|element| fits(element, &JsonShape::Value(name.clone()), values))
        }
        (JsonShape::ScalarList(ty), Json::List(elements)) => {
            elements.iter().all(|element| literal(element, ty).is_some())
        }
        _ => false,
    }
}

/// Tells whether the members are those of `value`: none unknown, none missing, each of its type.
fn is_value(members: &[(String, Json)], value: &ValueType, values: &[ValueType]) -> bool {
    let known = members.iter().all(|(name, json)| {
        value.fields.iter().find(|field| field.name == *name).is_some_and(|field| match &field.ty {
            FieldType::Json(shape) => fits(json, shape, values),
            ty => literal(json, ty).is_some() || is_written_out(ty, json),
        })
    });
    known && value.fields.iter().all(|field| field.nullable || members.iter().any(|(name, _)| *name == field.name))
}

/// Tells whether the member has a type that JSON writes as a string; the string itself is not judged.
fn is_written_out(ty: &FieldType, json: &Json) -> bool {
    matches!(json, Json::Text(_)) && matches!(ty, FieldType::Scalar(scalar) if scalar.info().is_json_text)
}

fn mistake(draft: &FieldDraft, json: &Json, ty: &FieldType) -> Diagnostic {
    let origin = draft.default.as_ref().map_or(draft.name.origin, |default| default.origin);
    let name = &draft.name.value;
    match (ty.stored(), json) {
        (FieldType::Enum(_), Json::Text(text)) => {
            Diagnostic::error(Code::DefaultNotInEnum, origin, format!("`{text}` is not a value of `{name}`"))
        }
        _ => Diagnostic::error(Code::DefaultType, origin, format!("the default of `{name}` does not match its type")),
    }
}

fn advice(json: &Json, ty: &FieldType) -> String {
    let ty = ty.stored();
    let near = match (ty, json) {
        (FieldType::Enum(values), Json::Text(text)) => {
            name::nearest(text, values.values.iter().map(|value| value.text.as_str()))
        }
        _ => None,
    };
    match near {
        Some(near) => format!("did you mean `\"{near}\"`?"),
        None if matches!(ty, FieldType::Scalar(scalar) if matches!(scalar.info().constants, Constants::None)) => {
            "this type cannot have a default; remove `default`".to_owned()
        }
        None if matches!(ty, FieldType::Json(shape) if !is_made_in_rust(json, shape)) => {
            "only an empty default is possible: write `[]`, or `{}` if every member is optional".to_owned()
        }
        None => format!("expected {}", example(ty)),
    }
}
