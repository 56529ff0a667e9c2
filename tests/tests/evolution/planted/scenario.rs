//! One change of every kind, of a schema whose tables all have rows.

use serde_json::json;

use crate::case::Case;
use crate::edit::Edit;
use crate::model::{
    Action, Comparison, Condition, Entity, Field, Further, Id, Index, IndexOn, KeyKind, Kind, Preset, Rules, Scope,
    Tenancy, Unique,
};
use crate::value::Value;

pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) case: Case,
}

const PEOPLE: Id = 10;
const NICK: Id = 14;
const AGE: Id = 15;
const BIO: Id = 16;
const STATE: Id = 17;
const EXTRA: Id = 19;
const MADE: Id = 20;
const BOSS: Id = 21;
const SCORE: Id = 22;
const NOTES: Id = 40;
const WORDS: Id = 43;
const NEW: Id = 100;

pub(super) fn all() -> Vec<Scenario> {
    let table = entity(NEW, "Thing", "things", Tenancy::Free, vec![field(101, "id", Kind::Key(KeyKind::Number))]);
    let filled = field(NEW, "grade", Kind::Enum(vec!["open".into(), "shut".into()]));
    let number = Field { default: Some(Preset::Value(Value::Int(7))), ..field(NEW, "weight", Kind::I64) };
    let reference = |action| Kind::Reference { parent: PEOPLE, action, further: Further::default() };
    let kind = |field, kind| Edit::Kind { entity: PEOPLE, field, kind };
    let rules = |rules| Edit::Rules { entity: PEOPLE, field: AGE, rules };
    let range = Rules { range: Some((Some(Value::Int(-2_000_000_000)), None)), ..Rules::default() };
    let unique = |on: &[Id], condition, nulls_equal| Edit::AddUnique {
        entity: PEOPLE,
        unique: Unique { id: NEW, on: on.to_vec(), condition, nulls_equal },
    };
    let index = |on, condition| Edit::AddIndex { entity: PEOPLE, index: Index { id: NEW, on, condition } };
    let columns = |columns: &[(Id, Option<bool>)]| IndexOn::Columns(columns.to_vec());
    let present = vec![Condition { field: SCORE, is: Comparison::NotNull }];
    let search = |columns: &[Id]| Edit::Search { entity: NOTES, columns: columns.to_vec() };
    let add = |field| Edit::AddField { entity: PEOPLE, field };
    let states = |values: &[&str]| Kind::Enum(values.iter().map(|value| (*value).to_owned()).collect());
    let cases = vec![
        ("a new table", Edit::AddEntity(table)),
        ("a table dropped", Edit::DropEntity(NOTES)),
        ("a table renamed", Edit::RenameEntity { entity: PEOPLE, name: "Human".into(), table: "humans".into() }),
        ("a column that may be null", add(Field { nullable: true, ..field(NEW, "pet", Kind::String(6)) })),
        ("a required column", add(filled)),
        ("a column with a default", add(number)),
        ("a column dropped", Edit::DropField { entity: PEOPLE, field: SCORE }),
        ("a column renamed", Edit::RenameField { entity: PEOPLE, field: STATE, name: "status".into() }),
        ("another type", kind(AGE, Kind::I64)),
        ("a longer text", kind(NICK, Kind::String(64))),
        ("a shorter text", kind(NICK, Kind::String(6))),
        ("a column becomes required", Edit::Nullable { entity: PEOPLE, field: BIO, nullable: false }),
        ("a column may be null", Edit::Nullable { entity: PEOPLE, field: AGE, nullable: true }),
        ("a default", Edit::Default { entity: PEOPLE, field: AGE, default: Some(Preset::Value(Value::Int(7))) }),
        ("no default", Edit::Default { entity: PEOPLE, field: MADE, default: None }),
        ("another value of an enum", kind(STATE, states(&["open", "shut", "ajar"]))),
        ("a rule", rules(range)),
        ("a rule dropped", Edit::Rules { entity: PEOPLE, field: SCORE, rules: Rules::default() }),
        ("a unique key", Edit::Single { entity: PEOPLE, field: AGE, unique: Some(Scope::Tenant) }),
        ("a partial unique key", unique(&[SCORE], present.clone(), false)),
        ("a key whose nulls are equal", unique(&[AGE, SCORE], Vec::new(), true)),
        ("a unique key dropped", Edit::DropUnique { entity: PEOPLE, unique: 30 }),
        ("an index", index(columns(&[(STATE, None), (AGE, Some(true))]), Vec::new())),
        ("a partial index", index(columns(&[(AGE, None)]), present)),
        ("an index for containment", index(IndexOn::Contains(EXTRA), Vec::new())),
        ("an index dropped", Edit::DropIndex { entity: PEOPLE, index: 31 }),
        ("a reference", add(Field { nullable: true, ..field(NEW, "mentor", reference(Action::Restrict)) })),
        ("another action", kind(BOSS, reference(Action::Restrict))),
        ("a reference dropped", Edit::DropField { entity: PEOPLE, field: BOSS }),
        ("full text", Edit::Search { entity: PEOPLE, columns: vec![BIO] }),
        ("full text of more columns", search(&[WORDS, 44])),
        ("no full text", search(&[])),
    ];
    let scenarios = cases.into_iter().map(|(name, edit)| {
        let case = Case { seed: 0, schema: schema(), changes: vec![edit] };
        Scenario { name, case }
    });
    scenarios.collect()
}

fn schema() -> Vec<Edit> {
    let refers = |action| Kind::Reference { parent: PEOPLE, action, further: Further::default() };
    let mut tenant_id = field(2, "tenant_id", Kind::TenantId);
    tenant_id.unique = Some(Scope::Tenant);
    tenant_id.rules.immutable = true;
    let tenants = vec![field(1, "id", Kind::Key(KeyKind::Uuid)), tenant_id];
    let nullable = |field| Field { nullable: true, ..field };
    let with = |default, field| Field { default: Some(default), ..field };
    let low = Rules { range: Some((Some(Value::Int(i64::MIN)), None)), ..Rules::default() };
    let people = vec![
        field(11, "id", Kind::Key(KeyKind::Uuid)),
        field(12, "tenant_id", Kind::Tenant { action: Action::Cascade, in_key: false }),
        field(13, "name", Kind::String(50)),
        nullable(field(NICK, "nick", Kind::String(20))),
        field(AGE, "age", Kind::I32),
        nullable(field(BIO, "bio", Kind::Text)),
        field(STATE, "state", Kind::Enum(vec!["open".into(), "shut".into()])),
        field(18, "flag", Kind::Bool),
        with(Preset::Value(Value::Json(json!({}))), field(EXTRA, "extra", Kind::Json)),
        with(Preset::Now, field(MADE, "made", Kind::Timestamp)),
        nullable(field(BOSS, "boss", refers(Action::SetNull))),
        Field { rules: low, ..nullable(field(SCORE, "score", Kind::I64)) },
    ];
    let person = refers(Action::Cascade);
    let notes = vec![
        field(41, "id", Kind::Key(KeyKind::Number)),
        field(42, "person", person),
        field(WORDS, "words", Kind::Text),
        nullable(field(44, "title", Kind::String(100))),
    ];
    let mut people = entity(PEOPLE, "Person", "people", Tenancy::Owned, people);
    people.uniques.push(Unique { id: 30, on: vec![13, NICK], condition: Vec::new(), nulls_equal: true });
    let columns = vec![(STATE, None), (MADE, Some(true))];
    people.indexes.push(Index { id: 31, on: IndexOn::Columns(columns), condition: Vec::new() });
    let mut notes = entity(NOTES, "Note", "notes", Tenancy::Free, notes);
    notes.search.push(WORDS);
    vec![
        Edit::AddEntity(entity(3, "Tenant", "tenants", Tenancy::Root, tenants)),
        Edit::AddEntity(people),
        Edit::AddEntity(notes),
    ]
}

fn entity(id: Id, name: &str, table: &str, tenancy: Tenancy, fields: Vec<Field>) -> Entity {
    Entity {
        id,
        name: name.to_owned(),
        table: table.to_owned(),
        tenancy,
        fields,
        uniques: Vec::new(),
        indexes: Vec::new(),
        ties: Vec::new(),
        search: Vec::new(),
        soft_delete: None,
        version: None,
        cache: false,
    }
}

fn field(id: Id, name: &str, kind: Kind) -> Field {
    Field { id, name: name.to_owned(), kind, nullable: false, default: None, rules: Rules::default(), unique: None }
}
