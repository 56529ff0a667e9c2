//! The fields of an entity, and how they are looked up by name.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{EntityDraft, Text},
    ir::{Field, FieldId, Relation},
    name,
};

/// The fields of one entity and what follows from them alone.
pub(in crate::resolve) struct Fields {
    pub(in crate::resolve) fields: Vec<Field>,
    /// Whether the type of the field is unknown, for each field.
    pub(in crate::resolve) broken: Vec<bool>,
    pub(in crate::resolve) primary: Vec<FieldId>,
    pub(in crate::resolve) tenant: Option<FieldId>,
    pub(in crate::resolve) relations: Vec<Relation>,
}

impl Fields {
    pub(in crate::resolve) fn id(&self, name: &str) -> Option<FieldId> {
        self.fields.iter().position(|field| field.name == name).map(FieldId)
    }

    pub(in crate::resolve) fn is_broken(&self, id: FieldId) -> bool {
        self.broken[id.0]
    }
}

/// Returns the field that `name` names, or reports that there is none.
pub(in crate::resolve) fn find(
    name: &Text,
    draft: &EntityDraft,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) -> Option<FieldId> {
    let found = fields.id(&name.value);
    if found.is_none() {
        let message = format!("`{}` has no field `{}`", draft.name.value, name.value);
        let help = field_help(&name.value, &fields.fields);
        diagnostics.push(Diagnostic::error(Code::UnknownField, name.origin, message).help(help));
    }
    found
}

/// Returns advice for a field that is not there.
pub(in crate::resolve) fn field_help(name: &str, fields: &[Field]) -> String {
    advise(name, fields.iter().map(|field| field.name.as_str()).collect(), "fields")
}

/// Returns advice for a name that is not among `candidates`, which are called `kind`.
pub(in crate::resolve) fn advise(name: &str, candidates: Vec<&str>, kind: &str) -> String {
    match name::nearest(name, candidates.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if candidates.is_empty() => format!("there are no {kind}"),
        None => format!("the {kind} are: {}", candidates.join(", ")),
    }
}
