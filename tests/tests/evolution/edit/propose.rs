//! Random edits: of nothing, which makes a schema, and of a schema, which makes the next one.

use std::collections::BTreeSet;

use super::{Edit, applied, fields, is_sayable, keys, more};
use crate::model::{Entity, Field, Id, KeyKind, Kind, Model, Rules, Scope, Tenancy};
use crate::random::Random;

const FIELDS: [&str; 30] = [
    "name",
    "title",
    "group",
    "order",
    "user",
    "from",
    "where",
    "index",
    "limit",
    "row",
    "rank",
    "values",
    "end",
    "interval",
    "references",
    "type",
    "amount",
    "moment",
    "select",
    "table",
    "column",
    "primary",
    "check",
    "note",
    "b",
    "Z9",
    "a_field_with_a_very_long_name_that_goes_on_and_on_until_limits",
    "another_field_with_a_long_name_that_goes_on_until_limits",
    "of",
    "desc",
];

const TABLES: [&str; 14] = [
    "accounts",
    "order",
    "group",
    "books",
    "user",
    "type",
    "t",
    "people",
    "key",
    "check",
    "notes",
    "window",
    "a_table_with_a_very_long_name_that_goes_on_and_on_until_limit",
    "select",
];

/// Makes numbers and names that are new in a case.
#[derive(Debug)]
pub(crate) struct Maker {
    pub(crate) random: Random,
    /// Draws everything. What failed once was drawn of less, and each draw decides those that follow.
    pub(crate) draws_more: bool,
    next: Id,
    taken: BTreeSet<String>,
}

impl Maker {
    pub(crate) fn new(seed: u64, draws_more: bool) -> Self {
        Self { random: Random::new(seed), draws_more, next: 0, taken: BTreeSet::new() }
    }

    pub(crate) fn id(&mut self) -> Id {
        self.next += 1;
        self.next
    }

    fn name(&mut self, pool: &[&str]) -> String {
        let word = self.random.pick(pool).to_lowercase();
        let name = if self.taken.insert(word.clone()) {
            word
        } else {
            let number = self.id().to_string();
            let end = word.len().min(62 - number.len());
            format!("{}_{number}", word[..end].trim_end_matches('_'))
        };
        self.taken.insert(name.clone());
        name
    }

    pub(crate) fn field_name(&mut self) -> String {
        self.name(&FIELDS)
    }

    /// Returns the edits that make a schema of nothing.
    pub(crate) fn schema(&mut self) -> Vec<Edit> {
        let mut edits = Vec::new();
        if self.random.chance(60) {
            edits.push(self.add_entity(Tenancy::Root));
        }
        let rooted = !edits.is_empty();
        for _ in 0..1 + self.random.below(4) {
            let tenancy = if rooted && self.random.chance(70) { Tenancy::Owned } else { Tenancy::Free };
            edits.push(self.add_entity(tenancy));
        }
        for _ in 0..edits.len() * 6 {
            let model = applied(&Model::default(), &edits);
            let Some(entity) = self.random.any(&model.entities) else { continue };
            if let Some(edit) = more::tie(self, &model, entity) {
                edits.push(edit);
                continue;
            }
            edits.extend(match self.random.below(10) {
                0..=4 => Some(self.add_field(&model, entity)),
                5 => keys::add_unique(self, entity),
                6 => keys::single(self, entity),
                7 => keys::search(self, entity),
                8 => keys::role(self, entity),
                _ => keys::add_index(self, entity),
            });
        }
        edits
    }

    /// Returns some changes of `model`.
    pub(crate) fn changes(&mut self, model: &Model) -> Vec<Edit> {
        let most = if self.random.chance(30) { 2 } else { 14 };
        let count = 1 + self.random.below(most);
        let mut edits = if self.random.chance(45) { self.burst(model) } else { Vec::new() };
        let count = if edits.is_empty() { count } else { edits.len() + self.random.below(3) };
        while edits.len() < count {
            let now = applied(model, &edits);
            let Some(edit) = self.change(model, &now) else { continue };
            edits.push(edit);
            if !is_sayable(model, &applied(model, &edits)) {
                edits.pop();
            }
        }
        edits
    }

    /// Returns several changes of one entity at once that its rows may not obey.
    fn burst(&mut self, model: &Model) -> Vec<Edit> {
        let Some(entity) = self.random.any(&model.entities) else { return Vec::new() };
        let mut edits = Vec::new();
        for field in entity.fields.iter().filter(|field| !field.kind.is_special()) {
            if self.random.chance(70) {
                edits.extend(fields::stricter(self, entity, field));
            }
        }
        for _ in 0..self.random.below(3) {
            let Edit::AddField { entity, mut field } = self.add_field(model, entity) else { continue };
            field.nullable &= field.kind == Kind::Bytes;
            field.default = field.default.filter(|_| self.random.chance(30));
            edits.push(Edit::AddField { entity, field });
        }
        if self.random.chance(25) {
            edits.extend(keys::add_unique(self, entity));
        }
        let mut taken = Vec::new();
        for edit in edits {
            taken.push(edit);
            if !is_sayable(model, &applied(model, &taken)) {
                taken.pop();
            }
        }
        taken
    }

    /// Returns a name that another field or table of the schema before had, or a new one.
    fn old_or_new(&mut self, old: impl Iterator<Item = String>, pool: &[&str]) -> String {
        if self.random.chance(20)
            && let Some(name) = self.random.any(old)
        {
            return name;
        }
        self.name(pool)
    }

    fn change(&mut self, before: &Model, model: &Model) -> Option<Edit> {
        match self.random.below(26) {
            0 => {
                let rooted = model.root().is_some();
                let tenancy = if rooted && self.random.chance(70) { Tenancy::Owned } else { Tenancy::Free };
                return Some(self.add_entity(tenancy));
            }
            1 => {
                let named = model.root().filter(|_| self.random.chance(30))?;
                return named.tenant_field().map(|_| Edit::RenameTenant { name: self.field_name() });
            }
            _ => {}
        }
        let Some(entity) = self.random.any(&model.entities) else { return Some(self.add_entity(Tenancy::Free)) };
        let id = entity.id;
        if let Some(edit) = more::tie(self, model, entity) {
            return Some(edit);
        }
        match self.random.below(26) {
            0 if entity.tenancy != Tenancy::Root => Some(Edit::DropEntity(id)),
            1 => {
                let old = before.entities.iter().map(|entity| entity.table.clone());
                let table = self.old_or_new(old, &TABLES);
                let name = if self.random.chance(50) { entity.name.clone() } else { format!("Renamed{}", self.id()) };
                Some(Edit::RenameEntity { entity: id, name, table })
            }
            2 => Some(Edit::MoveEntity { entity: id, to: self.random.below(model.entities.len()) }),
            3 => Some(Edit::Cache { entity: id, cache: !entity.cache }),
            4..=7 => Some(self.add_field(model, entity)),
            8..=9 => keys::add_unique(self, entity),
            10 => self.random.any(&entity.uniques).map(|unique| Edit::DropUnique { entity: id, unique: unique.id }),
            11 => keys::single(self, entity),
            12..=13 => keys::add_index(self, entity),
            14 => self.random.any(&entity.indexes).map(|index| Edit::DropIndex { entity: id, index: index.id }),
            15 => keys::search(self, entity),
            16 => keys::role(self, entity),
            _ => {
                let field = self.random.any(&entity.fields)?.clone();
                let was = before.entity(id).into_iter().flat_map(|entity| &entity.fields);
                let names: Vec<String> = was.map(|field| field.name.clone()).collect();
                let edit = fields::change(self, model, entity, &field)?;
                Some(match edit {
                    Edit::RenameField { entity, field, .. } => {
                        Edit::RenameField { entity, field, name: self.old_or_new(names.into_iter(), &FIELDS) }
                    }
                    edit => edit,
                })
            }
        }
    }

    fn add_entity(&mut self, tenancy: Tenancy) -> Edit {
        let id = self.id();
        let key = more::key(self).unwrap_or_else(|| {
            *self.random.pick(&[KeyKind::Number, KeyKind::Number, KeyKind::Uuid, KeyKind::Uuid, KeyKind::Text])
        });
        let table = self.name(&TABLES);
        let mut fields = vec![self.field("id".to_owned(), Kind::Key(key))];
        if tenancy != Tenancy::Root && self.random.chance(20) {
            let text = self.random.chance(50);
            fields.push(self.field("part".to_owned(), Kind::Part { text }));
        }
        match tenancy {
            Tenancy::Free => {}
            Tenancy::Root => {
                let mut field = self.field("tenant_id".to_owned(), Kind::TenantId);
                field.unique = Some(Scope::Tenant);
                field.rules.immutable = true;
                fields.push(field);
            }
            Tenancy::Owned => {
                let action = *self.random.pick(&[fields::RESTRICT, fields::CASCADE]);
                let kind = Kind::Tenant { action, in_key: self.random.chance(20) };
                fields.push(self.field("tenant_id".to_owned(), kind));
            }
        }
        Edit::AddEntity(Entity {
            id,
            name: format!("Entity{id}"),
            table,
            tenancy,
            fields,
            uniques: Vec::new(),
            indexes: Vec::new(),
            ties: Vec::new(),
            search: Vec::new(),
            soft_delete: None,
            version: None,
            cache: false,
        })
    }

    pub(super) fn field(&mut self, name: String, kind: Kind) -> Field {
        let id = self.id();
        Field { id, name, kind, nullable: false, default: None, rules: Rules::default(), unique: None }
    }

    fn add_field(&mut self, model: &Model, entity: &Entity) -> Edit {
        let name = self.field_name();
        let kind = fields::kind(self, model, entity);
        let mut field = self.field(name, kind);
        // Nothing can be typed that stands for bytes everywhere.
        field.nullable = self.random.chance(if field.kind == Kind::Bytes { 80 } else { 45 });
        field.rules = fields::rules(self, &field.kind);
        field.default = fields::default(self, &field.kind, &field.rules);
        if self.random.chance(8) {
            field.unique = Some(if self.random.chance(50) { Scope::Tenant } else { Scope::Global });
        }
        more::referable(self, &mut field);
        Edit::AddField { entity: entity.id, field }
    }
}
