//! The types of what a query takes and returns: those of fields, or written out.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{EntityDraft, FieldDraft, Text},
    ir::{Field, FieldType, JsonShape, ParameterKind, QueryParameter, Scalar},
    resolve::{
        field_type::{self, Place, optional},
        lookup::{Fields, Known, field_help},
    },
};

/// What the words for types are looked up in.
pub(super) struct Types<'a> {
    pub(super) draft: &'a EntityDraft,
    pub(super) fields: &'a Fields,
    pub(super) known: &'a Known<'a>,
}

impl Types<'_> {
    /// Returns a column of the rows.
    pub(super) fn column(&self, name: &str, text: &Text, diagnostics: &mut Diagnostics) -> Option<Field> {
        let (like, nullable) = self.like(text, diagnostics)?;
        let is_scaled = matches!(like.ty, FieldType::Decimal { .. });
        let is_shaped = matches!(&like.ty, FieldType::Json(shape) if *shape != JsonShape::Any);
        if name.is_empty() && (is_scaled || is_shaped) {
            let message = format!("`{}` is no type of a single column", text.value);
            let help = "name the column: `rows = { total = \"decimal(12, 2)\" }`";
            diagnostics.push(Diagnostic::error(Code::QueryRows, text.origin, message).help(help));
            return None;
        }
        let nullable = nullable || like.nullable;
        // A member of the user's struct knows the type of the field of its name only.
        let column = (like.name != name).then(|| name.to_owned());
        Some(Field { column, nullable, default: None, ..like })
    }

    /// Returns a value whose type is declared.
    pub(super) fn parameter(
        &self,
        name: &Text,
        text: &Text,
        kinds: &[ParameterKind],
        diagnostics: &mut Diagnostics,
    ) -> Option<QueryParameter> {
        let (base, is_list) = match text.value.trim().strip_suffix("[]") {
            Some(base) if kinds.contains(&ParameterKind::List) => (Text::whole(base, text.origin), true),
            _ => (text.clone(), false),
        };
        let (like, nullable) = self.like(&base, diagnostics)?;
        let kind = match (is_list, kinds) {
            (true, _) => ParameterKind::List,
            (false, [ParameterKind::Switch]) if like.ty == FieldType::Scalar(Scalar::Bool) => ParameterKind::Switch,
            (false, _) => ParameterKind::Value,
        };
        self.made(name, Field { nullable, ..like }, kind, kinds, diagnostics)
    }

    /// Returns a value that is called as a field; one that parts stand or fall with alone is a switch.
    pub(super) fn implied(
        &self,
        name: &Text,
        kinds: &[ParameterKind],
        diagnostics: &mut Diagnostics,
    ) -> Option<QueryParameter> {
        if kinds == [ParameterKind::Switch] {
            let like = Field::unowned("", FieldType::Scalar(Scalar::Bool), false);
            return Some(QueryParameter { name: name.value.clone(), like, kind: ParameterKind::Switch });
        }
        let Some(id) = self.fields.id(&name.value) else {
            let message = format!("`{{{}}}` has no type", name.value);
            let help = if name.value == crate::query::TENANT {
                "an entity that no tenant owns has no `{tenant}`; give the value another name, and its type".to_owned()
            } else {
                format!("write `parameters = {{ {} = \"…\" }}` with a type, or a field that has it", name.value)
            };
            diagnostics.push(Diagnostic::error(Code::QueryValue, name.origin, message).help(help));
            return None;
        };
        if self.fields.is_broken(id) {
            return None;
        }
        let field = self.fields.fields[id.0].clone();
        let is_asked = kinds.contains(&ParameterKind::Switch);
        let is_list = kinds.contains(&ParameterKind::List);
        let kind = if is_list { ParameterKind::List } else { ParameterKind::Value };
        let like = Field { nullable: is_asked && !is_list, secret: false, ..field };
        self.made(name, like, kind, kinds, diagnostics)
    }

    fn made(
        &self,
        name: &Text,
        like: Field,
        kind: ParameterKind,
        kinds: &[ParameterKind],
        diagnostics: &mut Diagnostics,
    ) -> Option<QueryParameter> {
        let is_list = kind == ParameterKind::List;
        let is_whole = matches!(like.ty, FieldType::Decimal { .. } | FieldType::Json(_));
        let wrong = match kinds {
            _ if is_list && kinds.contains(&ParameterKind::Value) => {
                Some((format!("`{}` stands behind `IN` and elsewhere", name.value), "give the two different names"))
            }
            _ if !is_list && kinds.contains(&ParameterKind::List) => {
                Some((format!("`{}` stands behind `IN` and is no list", name.value), "write `[]` behind its type"))
            }
            _ if is_list && (is_whole || like.nullable) => Some((
                format!("`{}` is a list of what is in no list", name.value),
                "lists hold scalars, texts, enums and keys",
            )),
            _ if kind == ParameterKind::Value
                && kinds.contains(&ParameterKind::Switch)
                && !like.nullable
                && like.ty != FieldType::Scalar(Scalar::Bool) =>
            {
                Some((
                    format!("`{}` is always there, and a part asks whether it is", name.value),
                    "write `?` behind its type",
                ))
            }
            _ => None,
        };
        if let Some((message, help)) = wrong {
            diagnostics.push(Diagnostic::error(Code::QueryValue, name.origin, message).help(help));
            return None;
        }
        Some(QueryParameter { name: name.value.clone(), like, kind })
    }

    /// Returns the field that `text` names or the type that it is, and whether it may be null.
    fn like(&self, text: &Text, diagnostics: &mut Diagnostics) -> Option<(Field, bool)> {
        let (base, nullable) = optional(text);
        if let Some((entity, field)) = base.value.split_once('.') {
            return self.elsewhere(&base, entity, field, diagnostics).map(|like| (like, nullable));
        }
        if let Some(id) = self.fields.id(&base.value) {
            let field = self.fields.fields[id.0].clone();
            return (!self.fields.is_broken(id)).then_some((Field { secret: false, ..field }, nullable));
        }
        let draft = FieldDraft {
            ty: Some(base),
            foreign: self.draft.derived,
            ..FieldDraft::named(Text::whole("", text.origin))
        };
        let place = Place { owner: &self.draft.name.value, column: false };
        let typed = field_type::resolve(&draft, place, self.known.definitions, diagnostics)?;
        Some((Field::unowned("", typed.ty, false), nullable || typed.nullable))
    }

    /// Returns `Conversation.id`.
    fn elsewhere(&self, text: &Text, entity: &str, field: &str, diagnostics: &mut Diagnostics) -> Option<Field> {
        let own = entity == self.draft.name.value;
        let fields = if own { Some(self.fields) } else { self.known.fields(entity) };
        let Some(fields) = fields else {
            let message = format!("there is no entity `{entity}`");
            let help = match self.known.definitions.complete {
                true => self.known.definitions.entity_help(&Text::whole(entity, text.origin)),
                false => "a derive sees its own struct only: write the type".to_owned(),
            };
            diagnostics.push(Diagnostic::error(Code::QueryValue, text.origin, message).help(help));
            return None;
        };
        let Some(id) = fields.id(field) else {
            let message = format!("`{entity}` has no field `{field}`");
            let help = field_help(field, &fields.fields);
            diagnostics.push(Diagnostic::error(Code::UnknownField, text.origin, message).help(help));
            return None;
        };
        let found = fields.fields[id.0].clone();
        let name = if own { found.name.clone() } else { String::new() };
        (!fields.is_broken(id)).then_some(Field { name, secret: false, ..found })
    }
}
