//! Tables between two entities that a definition asks for in one word.

use crate::{
    draft::{Drafts, EntityDraft, ManyDraft},
    ir::ManyToMany,
};
#[cfg(feature = "files")]
use crate::{
    draft::{FieldDraft, Text},
    name,
};

/// Returns the entities of tables that no one has declared, which stand behind those of the definition.
#[cfg(feature = "files")]
pub(crate) fn entities(drafts: &Drafts) -> Vec<EntityDraft> {
    let find = |name: &str| drafts.entities.iter().find(|entity| entity.name.value == name);
    let mut made: Vec<EntityDraft> = Vec::new();
    for entity in &drafts.entities {
        for many in &entity.many {
            let Some(other) = find(&many.with.value).filter(|other| other.name.value != entity.name.value) else {
                continue;
            };
            let name = through(entity, many);
            if find(&name).is_none() && made.iter().all(|made| made.name.value != name) {
                made.push(join(name, entity, other, many));
            }
        }
    }
    made
}

/// Returns which entities are tied, each pair once.
pub(super) fn ties(drafts: &Drafts) -> Vec<ManyToMany> {
    let mut ties: Vec<ManyToMany> = Vec::new();
    for entity in &drafts.entities {
        for many in &entity.many {
            let ends = [entity.name.value.clone(), many.with.value.clone()];
            if ties.iter().all(|tie| !ends.iter().all(|end| tie.ends.contains(end))) {
                ties.push(ManyToMany { ends, through: through(entity, many) });
            }
        }
    }
    ties
}

/// Returns the name of the entity between two.
pub(crate) fn through(entity: &EntityDraft, many: &ManyDraft) -> String {
    let given = many.through.as_ref().map(|through| through.value.clone());
    given.unwrap_or_else(|| format!("{}{}", entity.name.value, many.with.value))
}

#[cfg(feature = "files")]
fn join(name: String, entity: &EntityDraft, other: &EntityDraft, many: &ManyDraft) -> EntityDraft {
    let origin = many.with.origin;
    let owner = entity.fields.iter().find(|field| field.tenant.is_some());
    let owner = owner.filter(|_| other.fields.iter().any(|field| field.tenant.is_some()));
    let tenant = owner.map(|field| FieldDraft {
        belongs_to: field.belongs_to.clone(),
        tenant: Some(origin),
        on_delete: Some(Text::whole("cascade", origin)),
        foreign: field.foreign,
        ty: field.ty.clone(),
        ..FieldDraft::named(Text::whole(field.name.value.clone(), origin))
    });
    let ends = [entity, other].map(|end| {
        let field = |entity: &str| format!("{}_id", name::snake(entity));
        let was = former(end);
        FieldDraft {
            belongs_to: Some(Text::whole(end.name.value.clone(), origin)),
            primary: Some(origin),
            on_delete: Some(Text::whole("cascade", origin)),
            was: (was != end.name.value).then(|| Text::whole(field(was), origin)),
            ..FieldDraft::named(Text::whole(field(&end.name.value), origin))
        }
    });
    let was = format!("{}{}", former(entity), former(other));
    let was = (many.through.is_none() && was != name).then(|| Text::whole(was, origin));
    EntityDraft {
        doc: Some(format!("What ties a {} to a {}.", entity.name.value, other.name.value)),
        was,
        schema: entity.schema.clone(),
        fields: tenant.into_iter().chain(ends).collect(),
        ..EntityDraft::named(Text::whole(name, origin))
    }
}

/// Returns what an entity was called; `was` may name its table instead.
#[cfg(feature = "files")]
fn former(end: &EntityDraft) -> &str {
    let was = end.was.as_ref().filter(|was| name::is_upper_camel(&was.value));
    was.map_or(&end.name.value, |was| &was.value)
}
