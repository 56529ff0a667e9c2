//! Resolves named types: aliases, shared enums and structs stored as JSON.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{FieldDraft, Text, ValueDraft},
    ir::{FieldType, ValueField, ValueType},
    resolve::{
        field::rule,
        field_type::{self, Place, optional, stand_in},
        lookup::Definitions,
    },
};

/// The named types, resolved.
#[derive(Default)]
pub(super) struct Values {
    /// The structs, in the order of the text.
    pub(super) structs: Vec<ValueType>,
    /// For each struct, for each member: whether its type is unknown.
    pub(super) broken: Vec<Vec<bool>>,
    /// For each named type, what it stands for; `None` for a struct or a mistake.
    pub(super) aliases: Vec<Option<FieldType>>,
}

/// Resolves the named types. Aliases and enums are resolved again where they are used.
pub(super) fn resolve(definitions: &Definitions<'_>, diagnostics: &mut Diagnostics) -> Values {
    let mut values = Values::default();
    for draft in &definitions.drafts.values {
        let Some(fields) = &draft.fields else {
            values.aliases.push(alias(draft, definitions, diagnostics));
            continue;
        };
        let (value, broken) = structure(draft, fields, definitions, diagnostics);
        values.structs.push(value);
        values.broken.push(broken);
        values.aliases.push(None);
    }
    values
}

fn structure(
    draft: &ValueDraft,
    fields: &[FieldDraft],
    definitions: &Definitions<'_>,
    diagnostics: &mut Diagnostics,
) -> (ValueType, Vec<bool>) {
    if let Some(ty) = draft.alias.ty.as_ref().map(|ty| ty.origin).or(draft.alias.enumeration.as_ref().map(|e| e.origin))
    {
        let message = format!("`{}` has `fields` and also `type` or `enum`", draft.name.value);
        let help = "a named type has exactly one of `fields`, `type` and `enum`";
        diagnostics.push(Diagnostic::error(Code::KeyConflict, ty, message).help(help));
    }
    let place = Place { owner: &draft.name.value, column: false };
    let mut members = Vec::new();
    let mut broken = Vec::new();
    for field in fields {
        refuse_column_keys(field, diagnostics);
        let typed = field_type::resolve(field, place, definitions, diagnostics);
        let known = typed.is_some() && !field.broken;
        broken.push(!known);
        let typed = typed.unwrap_or_else(stand_in);
        let rules = field.rules.clone().or(&typed.rules);
        let rules = if known { rule::resolve(&rules, &typed.ty, diagnostics) } else { Vec::new() };
        members.push(ValueField {
            name: field.name.value.clone(),
            doc: field.doc.clone(),
            ty: typed.ty,
            nullable: typed.nullable,
            rules,
        });
    }
    (ValueType { name: draft.name.value.clone(), doc: draft.doc.clone(), fields: members }, broken)
}

/// Resolves a named type once for its own mistakes, as a column that has its length.
fn alias(draft: &ValueDraft, definitions: &Definitions<'_>, diagnostics: &mut Diagnostics) -> Option<FieldType> {
    if draft.alias.broken {
        return None;
    }
    if let Some(origin) = cycle(draft, definitions) {
        let message = format!("`{}` is defined as itself", draft.name.value);
        diagnostics.push(Diagnostic::error(Code::TypeCycle, origin, message).help("use a scalar, such as `string`"));
        return None;
    }
    let place = Place { owner: &draft.name.value, column: false };
    let typed = field_type::resolve(&draft.alias, place, definitions, diagnostics)?;
    let written = draft.alias.ty.as_ref();
    if let (FieldType::Json(_), Some(ty)) = (&typed.ty, written) {
        let message = format!("`{}` is an alias of json, which is not supported", draft.name.value);
        let help = "a named type must be a scalar with rules, an enum, or a struct with `fields`";
        diagnostics.push(Diagnostic::error(Code::UnknownType, ty.origin, message).help(help));
    }
    if let Some(ty) = written.filter(|_| typed.nullable) {
        let message = "a named type cannot be nullable itself".to_owned();
        let help = format!("write the `?` where the type is used: `\"{}?\"`", draft.name.value);
        diagnostics.push(Diagnostic::error(Code::UnknownType, ty.origin, message).help(help));
    }
    rule::resolve(&draft.alias.rules, &typed.ty, diagnostics);
    Some(typed.ty)
}

fn cycle(draft: &ValueDraft, definitions: &Definitions<'_>) -> Option<Origin> {
    let mut seen = vec![draft.name.value.clone()];
    let mut at = draft;
    loop {
        let name = optional(at.alias.ty.as_ref()?).0.value;
        if seen[0] == name {
            return draft.alias.ty.as_ref().map(|ty| ty.origin);
        }
        at = definitions.value(&name)?;
        if seen.contains(&name) {
            return None;
        }
        seen.push(name);
    }
}

fn refuse_column_keys(field: &FieldDraft, diagnostics: &mut Diagnostics) {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.origin);
    let keys = [
        ("belongs_to", text(&field.belongs_to)),
        ("by", text(&field.by)),
        ("deferrable", text(&field.deferrable)),
        ("tenant", field.tenant),
        ("on_delete", text(&field.on_delete)),
        ("primary", field.primary),
        ("unique", text(&field.unique)),
        ("immutable", field.immutable),
        ("secret", field.secret),
        ("volatile", field.volatile),
        ("deprecated", field.deprecated),
        ("unchecked", field.unchecked),
        ("default", field.default.as_ref().map(|default| default.origin)),
        ("default_sql", field.default_sql.as_ref().map(|sql| sql.origin)),
        ("generated", field.generated.as_ref().map(|sql| sql.origin)),
        ("on_update", text(&field.on_update)),
        ("column", text(&field.column)),
        ("collation", field.collation.as_ref().map(|collation| collation.origin)),
        ("comment", field.comment),
        ("native", field.native.as_ref().map(|native| native.origin)),
        ("rust", text(&field.rust)),
        ("counts", text(&field.counts)),
        ("sums", text(&field.sums)),
        ("was", text(&field.was)),
    ];
    for (key, origin) in keys {
        if let Some(origin) = origin {
            let message =
                format!("`{key}` applies only to columns, and `{}` is a member of a struct", field.name.value);
            diagnostics.push(Diagnostic::error(Code::ColumnKey, origin, message).help(format!("remove `{key}`")));
        }
    }
}
