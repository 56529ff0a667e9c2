//! Changes of a model. One that finds nothing to change does nothing, so that any of a list can be left out.

mod fields;
mod keys;
pub(crate) mod more;
pub(crate) mod propose;

use std::collections::BTreeMap;

use crate::model::{Entity, Field, Id, Index, Kind, Model, Preset, Rules, Scope, Tenancy, Tie, Unique};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Edit {
    AddEntity(Entity),
    DropEntity(Id),
    RenameEntity {
        entity: Id,
        name: String,
        table: String,
    },
    MoveEntity {
        entity: Id,
        to: usize,
    },
    Cache {
        entity: Id,
        cache: bool,
    },
    AddField {
        entity: Id,
        field: Field,
    },
    DropField {
        entity: Id,
        field: Id,
    },
    RenameField {
        entity: Id,
        field: Id,
        name: String,
    },
    /// Of all entities at once, since their tenant fields have one name.
    RenameTenant {
        name: String,
    },
    MoveField {
        entity: Id,
        field: Id,
        to: usize,
    },
    /// Another type, length, list of values, parent or action.
    Kind {
        entity: Id,
        field: Id,
        kind: Kind,
    },
    Nullable {
        entity: Id,
        field: Id,
        nullable: bool,
    },
    Default {
        entity: Id,
        field: Id,
        default: Option<Preset>,
    },
    Rules {
        entity: Id,
        field: Id,
        rules: Rules,
    },
    Single {
        entity: Id,
        field: Id,
        unique: Option<Scope>,
    },
    AddUnique {
        entity: Id,
        unique: Unique,
    },
    DropUnique {
        entity: Id,
        unique: Id,
    },
    AddIndex {
        entity: Id,
        index: Index,
    },
    DropIndex {
        entity: Id,
        index: Id,
    },
    /// A reference of several fields, which come with it.
    AddTie {
        entity: Id,
        fields: Vec<Field>,
        tie: Tie,
    },
    /// What it says, and nothing if it is another one.
    Tie {
        entity: Id,
        tie: Tie,
    },
    /// The fields stay.
    DropTie {
        entity: Id,
        tie: Id,
    },
    Search {
        entity: Id,
        columns: Vec<Id>,
    },
    SoftDelete {
        entity: Id,
        field: Option<Id>,
    },
    Version {
        entity: Id,
        field: Option<Id>,
    },
}

/// Returns the model after all edits.
pub(crate) fn applied(model: &Model, edits: &[Edit]) -> Model {
    let mut model = model.clone();
    for edit in edits {
        edit.apply(&mut model);
        model.tidy();
    }
    model
}

/// Tells whether a definition can say what became of what: where a part is gone and another one has its name, nobody
/// could tell that it is not the same; names that go round in a circle take two migrations; and so does a type that
/// only another one leads to.
pub(crate) fn is_sayable(before: &Model, after: &Model) -> bool {
    let tables = |model: &Model| model.entities.iter().map(|entity| (entity.id, entity.table.clone())).collect();
    let fields = |entity: &Entity| entity.fields.iter().map(|field| (field.id, field.name.clone())).collect();
    let kept = before.entities.iter().filter_map(|entity| Some((entity, after.entity(entity.id)?)));
    names_tell(&tables(before), &tables(after))
        && kept
            .into_iter()
            .all(|(before, after)| names_tell(&fields(before), &fields(after)) && kinds_tell(before, after))
}

fn kinds_tell(before: &Entity, after: &Entity) -> bool {
    let mut kept = before.fields.iter().filter_map(|field| Some((&field.kind, &after.field(field.id)?.kind)));
    kept.all(|(before, after)| match before {
        Kind::Key(before) => matches!(after, Kind::Key(after) if before.becomes(*after)),
        Kind::Bytes | Kind::Blob(_) => matches!(after, Kind::Bytes | Kind::Blob(_)),
        Kind::Decimal { scale, .. } => match after {
            Kind::Decimal { scale: other, .. } => {
                scale == other || !before.is_long_decimal() && !after.is_long_decimal()
            }
            _ => false,
        },
        Kind::Array => matches!(after, Kind::Array | Kind::List | Kind::Text),
        Kind::List => matches!(after, Kind::Array | Kind::List | Kind::Text),
        Kind::Json => before == after || *after == Kind::Text,
        Kind::Bool => before == after || after.is_integer() || *after == Kind::Duration,
        Kind::I16 | Kind::I32 | Kind::I64 | Kind::Duration => *after != Kind::F32,
        _ => true,
    })
}

fn names_tell(before: &BTreeMap<Id, String>, after: &BTreeMap<Id, String>) -> bool {
    let is_gone = |name: &String| before.iter().any(|(id, other)| other == name && !after.contains_key(id));
    let replaced = after.iter().any(|(id, name)| !before.contains_key(id) && is_gone(name));
    let moves: BTreeMap<&String, &String> =
        before.iter().filter_map(|(id, old)| Some((old, after.get(id)?))).filter(|(old, new)| old != new).collect();
    let circles = moves.keys().any(|start| {
        let path = std::iter::successors(moves.get(*start), |name| moves.get(**name));
        path.take(moves.len()).any(|name| name == start)
    });
    !replaced && !circles
}

impl Edit {
    fn apply(&self, model: &mut Model) {
        match self {
            Self::AddEntity(entity) => model.entities.push(entity.clone()),
            Self::DropEntity(id) => model.entities.retain(|entity| entity.id != *id),
            Self::RenameTenant { name } => {
                let root = model.entities.iter_mut().find(|entity| entity.tenancy == Tenancy::Root);
                for field in root.into_iter().flat_map(|entity| &mut entity.fields) {
                    if field.kind == Kind::TenantId {
                        field.name.clone_from(name);
                    }
                }
            }
            Self::MoveEntity { entity, to } => {
                if let Some(at) = model.entities.iter().position(|other| other.id == *entity) {
                    let entity = model.entities.remove(at);
                    model.entities.insert((*to).min(model.entities.len()), entity);
                }
            }
            Self::RenameEntity { entity, .. }
            | Self::Cache { entity, .. }
            | Self::AddField { entity, .. }
            | Self::DropField { entity, .. }
            | Self::RenameField { entity, .. }
            | Self::MoveField { entity, .. }
            | Self::Kind { entity, .. }
            | Self::Nullable { entity, .. }
            | Self::Default { entity, .. }
            | Self::Rules { entity, .. }
            | Self::Single { entity, .. }
            | Self::AddUnique { entity, .. }
            | Self::DropUnique { entity, .. }
            | Self::AddIndex { entity, .. }
            | Self::DropIndex { entity, .. }
            | Self::AddTie { entity, .. }
            | Self::Tie { entity, .. }
            | Self::DropTie { entity, .. }
            | Self::Search { entity, .. }
            | Self::SoftDelete { entity, .. }
            | Self::Version { entity, .. } => {
                if let Some(entity) = model.entity_mut(*entity) {
                    self.apply_to(entity);
                }
            }
        }
    }

    fn apply_to(&self, entity: &mut Entity) {
        match self {
            Self::RenameEntity { name, table, .. } => {
                entity.name.clone_from(name);
                entity.table.clone_from(table);
            }
            Self::Cache { cache, .. } => entity.cache = *cache,
            Self::AddField { field, .. } => entity.fields.push(field.clone()),
            Self::DropField { field, .. } => entity.fields.retain(|other| other.id != *field),
            Self::MoveField { field, to, .. } => {
                // The order of the fields of a new key is that of its columns, and a table keeps the order that it has.
                let stays = |other: &Field| {
                    other.kind.is_special() && (entity.has_parts() || entity.is_keyed_by_tenant()) || other.id != *field
                };
                if let Some(at) = entity.fields.iter().position(|other| !stays(other)) {
                    let field = entity.fields.remove(at);
                    entity.fields.insert((*to).min(entity.fields.len()), field);
                }
            }
            Self::AddUnique { unique, .. } => entity.uniques.push(unique.clone()),
            Self::DropUnique { unique, .. } => entity.uniques.retain(|other| other.id != *unique),
            Self::AddIndex { index, .. } => entity.indexes.push(index.clone()),
            Self::DropIndex { index, .. } => entity.indexes.retain(|other| other.id != *index),
            Self::AddTie { fields, tie, .. } => {
                entity.fields.extend(fields.iter().cloned());
                entity.ties.push(tie.clone());
            }
            Self::Tie { tie, .. } => {
                if let Some(other) = entity.ties.iter_mut().find(|other| other.id == tie.id) {
                    other.clone_from(tie);
                }
            }
            Self::DropTie { tie, .. } => entity.ties.retain(|other| other.id != *tie),
            Self::Search { columns, .. } => entity.search.clone_from(columns),
            Self::SoftDelete { field, .. } => entity.soft_delete = *field,
            Self::Version { field, .. } => entity.version = *field,
            Self::RenameField { field, .. }
            | Self::Kind { field, .. }
            | Self::Nullable { field, .. }
            | Self::Default { field, .. }
            | Self::Rules { field, .. }
            | Self::Single { field, .. } => {
                if let Some(field) = entity.field_mut(*field) {
                    self.apply_to_field(field);
                }
            }
            _ => {}
        }
    }

    fn apply_to_field(&self, field: &mut Field) {
        match self {
            Self::RenameField { name, .. } => field.name.clone_from(name),
            Self::Kind { kind, .. } => field.kind = kind.clone(),
            Self::Nullable { nullable, .. } => field.nullable = *nullable,
            Self::Default { default, .. } => field.default.clone_from(default),
            Self::Rules { rules, .. } => field.rules = rules.clone(),
            Self::Single { unique, .. } => field.unique = *unique,
            _ => {}
        }
    }
}
