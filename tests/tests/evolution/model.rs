//! A schema that can be changed part by part: what `models.toml` says, with numbers in place of names.
//!
//! A part keeps its number through every change, so that two models tell by themselves what was renamed and dropped.

mod kind;
pub(crate) mod text;
mod tidy;
pub(crate) mod tie;

pub(crate) use self::kind::{KEY_WORDS, KeyKind, Kind};
pub(crate) use self::tie::{Further, Tie, Update};
use crate::value::Value;

/// Number of an entity, field, key or index; never given twice.
pub(crate) type Id = u32;

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Model {
    pub(crate) entities: Vec<Entity>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entity {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) tenancy: Tenancy,
    pub(crate) fields: Vec<Field>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) indexes: Vec<Index>,
    /// References of several fields.
    pub(crate) ties: Vec<Tie>,
    /// Empty: no full text.
    pub(crate) search: Vec<Id>,
    pub(crate) soft_delete: Option<Id>,
    pub(crate) version: Option<Id>,
    /// Something that is no part of the database.
    pub(crate) cache: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tenancy {
    Free,
    /// The tenants themselves.
    Root,
    Owned,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    pub(crate) default: Option<Preset>,
    pub(crate) rules: Rules,
    pub(crate) unique: Option<Scope>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Restrict,
    Cascade,
    SetNull,
    Nothing,
}

/// What a column takes when an insert does not name it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Preset {
    Value(Value),
    Now,
    UuidV7,
    /// An expression of the database's with this value.
    Made(Value),
}

/// The rules of a field; those that no database checks are `url` and `immutable`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rules {
    /// Of a string: the minimum alone, its maximum is in the type.
    pub(crate) min_length: Option<u32>,
    /// Of a text.
    pub(crate) max_length: Option<u32>,
    pub(crate) range: Option<(Option<Value>, Option<Value>)>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) one_of: Option<Vec<Value>>,
    pub(crate) url: bool,
    pub(crate) immutable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// `^[a-z-]+$`
    Word,
    /// `^[A-Z]{2}-[0-9]+$`
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Tenant,
    Global,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unique {
    pub(crate) id: Id,
    /// Without the tenant field, which an owned entity's key always has.
    pub(crate) on: Vec<Id>,
    pub(crate) condition: Vec<Condition>,
    pub(crate) nulls_equal: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Index {
    pub(crate) id: Id,
    pub(crate) on: IndexOn,
    pub(crate) condition: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum IndexOn {
    /// Fields with `Some(true)` for `desc`, `Some(false)` for `asc`.
    Columns(Vec<(Id, Option<bool>)>),
    Contains(Id),
    /// `lower` of a string, in the words of the databases.
    Lower(Id),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) field: Id,
    pub(crate) is: Comparison,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Comparison {
    Null,
    NotNull,
    Equal(Value),
    NotEqual(Value),
    Above(Value),
    AtMost(Value),
}

impl Model {
    pub(crate) fn entity(&self, id: Id) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == id)
    }

    pub(crate) fn entity_mut(&mut self, id: Id) -> Option<&mut Entity> {
        self.entities.iter_mut().find(|entity| entity.id == id)
    }

    pub(crate) fn root(&self) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.tenancy == Tenancy::Root)
    }

    /// Returns the entity that a field refers to.
    pub(crate) fn parent(&self, field: &Field) -> Option<&Entity> {
        match field.kind {
            Kind::Tenant { .. } => self.root(),
            Kind::Reference { parent, .. } => self.entity(parent),
            _ => None,
        }
    }

    /// Returns the field of the parent that a reference holds.
    pub(crate) fn target<'m>(&'m self, field: &Field) -> Option<&'m Field> {
        let parent = self.parent(field)?;
        match field.kind {
            Kind::Tenant { .. } => parent.tenant_field(),
            Kind::Reference { further: Further { by: Some(by), .. }, .. } => parent.field(by),
            _ => Some(parent.key()),
        }
    }

    /// Tells whether the foreign key of `field` is over tenant and key together.
    pub(crate) fn is_composite(&self, entity: &Entity, field: &Field) -> bool {
        let Kind::Reference { parent, action, .. } = field.kind else { return false };
        self.is_within_tenant(entity, parent, action)
    }

    pub(crate) fn is_within_tenant(&self, entity: &Entity, parent: Id, action: Action) -> bool {
        entity.tenancy == Tenancy::Owned
            && action != Action::SetNull
            && self.entity(parent).is_some_and(|parent| parent.tenancy == Tenancy::Owned)
    }

    /// Returns the type that the column has in the end.
    pub(crate) fn stored(&self, field: &Field) -> Kind {
        match field.kind {
            Kind::Key(kind) => kind.stored(),
            Kind::Part { text: true } => Kind::String(text::KEY_LENGTH),
            Kind::Part { text: false } => Kind::I32,
            Kind::TenantId | Kind::Tenant { .. } => Kind::String(text::TENANT_LENGTH),
            Kind::Reference { .. } => self.target(field).map_or(Kind::Uuid, |target| self.stored(target)),
            Kind::Computed { from } => {
                let from = self.entities.iter().find_map(|entity| entity.field(from));
                from.map_or(Kind::I64, |from| from.kind.computed())
            }
            ref kind => kind.clone(),
        }
    }
}

impl Entity {
    pub(crate) fn field(&self, id: Id) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    pub(crate) fn field_mut(&mut self, id: Id) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.id == id)
    }

    /// Returns the schema of the table, which follows from what else changes: where rows are cached, the table moves.
    pub(crate) fn schema(&self) -> Option<&'static str> {
        let is_long = self.table.len() > 8;
        match (self.id.is_multiple_of(2), self.cache, is_long) {
            (false, ..) | (true, false, true) => None,
            (true, true, true) | (true, false, false) => Some("apart"),
            (true, true, false) => Some("Other place"),
        }
    }

    pub(crate) fn key(&self) -> &Field {
        let key = self.fields.iter().find(|field| matches!(field.kind, Kind::Key(_)));
        key.expect("an entity is made with its key, which is never dropped")
    }

    /// Tells whether a reference to a row holds its key alone.
    pub(crate) fn has_parts(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::Part { .. }))
    }

    /// Tells whether the tenant is a part of the primary key.
    pub(crate) fn is_keyed_by_tenant(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::Tenant { in_key: true, .. }))
    }

    /// Returns the field that holds, or is, the tenant's business id.
    pub(crate) fn tenant_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| matches!(field.kind, Kind::TenantId | Kind::Tenant { .. }))
    }

    /// Returns the columns of the primary key, but for the tenant.
    pub(crate) fn key_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| matches!(field.kind, Kind::Key(_) | Kind::Part { .. }))
    }

    pub(crate) fn is_tied(&self, field: Id) -> bool {
        self.ties.iter().any(|tie| tie.on.contains(&field))
    }

    /// Returns every unique key, the tenant first where it belongs to the key.
    pub(crate) fn keys(&self) -> Vec<Unique> {
        let owner = self.tenant_field().filter(|_| self.tenancy == Tenancy::Owned).map(|field| field.id);
        let single = self.fields.iter().filter_map(|field| {
            let scope = field.unique?;
            let tenant = owner.filter(|_| scope == Scope::Tenant);
            let on = tenant.into_iter().chain([field.id]).collect();
            Some(Unique { id: field.id, on, condition: Vec::new(), nulls_equal: false })
        });
        let several = self.uniques.iter().map(|unique| {
            let on = owner.into_iter().chain(unique.on.iter().copied()).collect();
            Unique { on, ..unique.clone() }
        });
        single.chain(several).collect()
    }
}
