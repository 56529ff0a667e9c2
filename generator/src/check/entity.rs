//! An entity under check, together with its draft.

use crate::{
    diagnostic::Origin,
    draft::{BelongsToDraft, Drafts, EntityDraft, FieldDraft, Text},
    ir::{Entity, Field, FieldId, FieldType, NullOrder, Relation, Scalar, digest_column, nulls_column},
    resolve::Resolved,
};

/// An entity under check, with what was written for it.
pub(super) struct CheckedEntity<'a> {
    pub(super) entity: &'a Entity,
    pub(super) draft: &'a EntityDraft,
    broken: &'a [bool],
}

/// What was written for a reference, of one field or of several.
pub(super) struct SaidReference<'a> {
    /// The fields.
    pub(super) name: &'a str,
    /// Where the parent is named.
    pub(super) origin: Origin,
    pub(super) on_delete: Option<&'a Text>,
    pub(super) on_update: Option<&'a Text>,
}

/// Returns all entities with their drafts, which have the same positions.
pub(super) fn all<'a>(resolved: &'a Resolved, drafts: &'a Drafts) -> Vec<CheckedEntity<'a>> {
    let pairs = resolved.schema.entities.iter().zip(&drafts.entities).zip(&resolved.broken);
    pairs.map(|((entity, draft), broken)| CheckedEntity { entity, draft, broken }).collect()
}

impl<'a> CheckedEntity<'a> {
    /// Returns the fields whose type is known.
    pub(super) fn fields(&self) -> impl Iterator<Item = (FieldId, &'a Field, &'a FieldDraft)> {
        let all = self.entity.fields.iter().zip(&self.draft.fields).zip(self.broken).enumerate();
        all.filter(|(_, (_, broken))| !**broken).map(|(at, ((field, draft), _))| (FieldId(at), field, draft))
    }

    /// Returns the field if its type is known; a field of unknown type is not checked further.
    pub(super) fn known(&self, id: FieldId) -> Option<&'a Field> {
        (!self.broken[id.0]).then(|| &self.entity.fields[id.0])
    }

    pub(super) fn field_draft(&self, id: FieldId) -> &'a FieldDraft {
        &self.draft.fields[id.0]
    }

    /// Returns the references that several fields hold together, each with what was written.
    pub(super) fn composite_relations(&self) -> impl Iterator<Item = (&'a Relation, &'a BelongsToDraft)> {
        let all = self.entity.relations.iter().filter(|relation| relation.is_composite());
        all.filter_map(|relation| Some((relation, self.composite_draft(relation)?)))
    }

    fn composite_draft(&self, relation: &Relation) -> Option<&'a BelongsToDraft> {
        let is_of = |draft: &&BelongsToDraft| {
            let on = draft.on.iter().flat_map(Text::list).map(|name| name.value);
            let by = draft.by.iter().flat_map(Text::list).map(|name| name.value);
            let is_to = draft.to.as_ref().is_some_and(|to| to.value == relation.parent);
            is_to
                && by.eq(relation.by.iter().cloned())
                && on.eq(relation.fields().map(|id| self.entity.field(id).name.clone()))
        };
        self.draft.belongs_to.iter().find(is_of)
    }

    /// Returns what was written for a reference.
    pub(super) fn said(&self, relation: &Relation) -> SaidReference<'a> {
        if relation.is_composite()
            && let Some(draft) = self.composite_draft(relation)
        {
            let on = draft.on.as_ref();
            return SaidReference {
                name: on.map_or("", |on| on.value.as_str()),
                origin: draft.to.as_ref().map_or(draft.origin, |to| to.origin),
                on_delete: draft.on_delete.as_ref(),
                on_update: draft.on_update.as_ref(),
            };
        }
        let draft = self.field_draft(relation.field);
        SaidReference {
            name: &draft.name.value,
            origin: draft.belongs_to.as_ref().map_or(draft.name.origin, |parent| parent.origin),
            on_delete: draft.on_delete.as_ref(),
            on_update: draft.on_update.as_ref(),
        }
    }

    pub(super) fn name(&self, id: FieldId) -> &'a str {
        &self.entity.fields[id.0].name
    }

    /// Returns the columns that MySQL adds for orders with nulls above every value.
    pub(super) fn nulls_columns(&self) -> impl Iterator<Item = String> {
        let columns = self.entity.indexes.iter().flat_map(|index| &index.columns);
        let columns = columns.filter(|column| column.nulls == NullOrder::Highest);
        columns.map(|column| nulls_column(self.entity.field(column.field).column()))
    }

    /// Returns the columns that MySQL adds for unique texts without a bound.
    pub(super) fn digest_columns(&self) -> impl Iterator<Item = String> {
        let keys = self.entity.uniques.iter();
        let fields = keys.flat_map(move |unique| unique.columns.iter().map(move |id| (unique, self.entity.field(*id))));
        fields
            .filter(|(unique, field)| unique.is_digested(field, self.entity))
            .map(|(_, field)| digest_column(field.column()))
    }

    /// Returns the place of the entity's name.
    pub(super) fn origin(&self) -> Origin {
        self.draft.name.origin
    }

    /// Returns the place of the table's name, or of the entity's where the table is called after it.
    pub(super) fn table_origin(&self) -> Origin {
        self.draft.view.as_ref().or(self.draft.table.as_ref()).unwrap_or(&self.draft.name).origin
    }
}

/// Tells whether the type is a whole number.
pub(super) fn is_integer(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Scalar(Scalar::I16 | Scalar::I32 | Scalar::I64))
}

/// Tells whether the type is a number.
pub(super) fn is_number(ty: &FieldType) -> bool {
    is_integer(ty)
        || matches!(ty, FieldType::Scalar(Scalar::F32 | Scalar::F64 | Scalar::Duration) | FieldType::Decimal { .. })
}

/// Tells whether the type holds characters.
pub(super) fn is_text(ty: &FieldType) -> bool {
    matches!(ty, FieldType::String { .. } | FieldType::Text)
}
