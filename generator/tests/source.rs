//! The repository's models.toml as the logical schema, fact by fact.

use larder_generator::{
    Definition,
    diagnostic::{Diagnostics, Paint},
    ir::{
        AggregateFn, Bound, Comparison, Default, Entity, FieldType, IndexKind, Json, JsonShape, KeyOf, Literal, Nulls,
        Order, ReferentialAction, Rule, Scalar, Schema, Scope,
    },
    read,
};

fn models() -> Definition {
    read(include_str!("cases/voicehelper.toml"), "models.toml")
        .unwrap_or_else(|found| panic!("{}", found.render(Paint::Plain)))
}

fn schema() -> Schema {
    models().schema
}

fn names<'a>(entity: &'a Entity, columns: &[larder_generator::ir::FieldId]) -> Vec<&'a str> {
    columns.iter().map(|column| entity.field(*column).name.as_str()).collect()
}

fn entity<'a>(schema: &'a Schema, name: &str) -> &'a Entity {
    schema.entity(name).unwrap()
}

#[test]
fn entities_and_fields_keep_the_order_of_the_text() {
    let schema = schema();
    let names: Vec<&str> = schema.entities.iter().map(|entity| entity.name.as_str()).collect();
    let order = ["Tenant", "User", "Conversation", "Message", "Document", "ApiKey", "VoiceSession", "UsageStat"];
    assert_eq!(names, order);
    let fields: Vec<&str> = entity(&schema, "User").fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(fields[..6], ["id", "user_id", "tenant_id", "openid", "unionid", "username"]);
    let values: Vec<&str> = schema.values.iter().map(|value| value.name.as_str()).collect();
    assert_eq!(values, ["Reference", "VoiceConfig"]);
}

#[test]
fn settings_are_read_and_nothing_is_left_to_note() {
    let models = models();
    assert_eq!(models.settings.migrations, "migrations");
    assert_eq!(models.settings.models, "examples/voicehelper/src/models");
    let notes: Vec<&str> = models.notes.iter().map(|note| note.message.as_str()).collect();
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_primary_key_is_the_entitys_own_key_made_by_larder() {
    let schema = schema();
    let tenant = entity(&schema, "Tenant");
    assert_eq!(names(tenant, &tenant.primary), ["id"]);
    let id = tenant.field(tenant.primary[0]);
    assert_eq!(
        id.ty,
        FieldType::Key(KeyOf { entity: "Tenant".into(), column: Box::new(FieldType::Scalar(Scalar::Uuid)) })
    );
    assert_eq!(id.default, Some(Default::UuidV7));
}

#[test]
fn a_tenant_field_has_the_type_and_rules_of_the_business_id() {
    let schema = schema();
    let rules = vec![Rule::Length { min: 3, max: None }, Rule::Pattern("^[A-Za-z0-9_-]+$".into())];
    for name in ["Tenant", "User", "UsageStat"] {
        let entity = entity(&schema, name);
        let field = entity.field(entity.field_id("tenant_id").unwrap());
        assert_eq!(field.ty, FieldType::String { max: 50 });
        assert_eq!(field.rules, rules);
        assert!(field.immutable);
    }
    assert_eq!(entity(&schema, "Tenant").tenant, None);
    assert_eq!(entity(&schema, "User").tenant, entity(&schema, "User").field_id("tenant_id"));
}

#[test]
fn uniqueness_carries_the_tenant_unless_it_is_global() {
    let schema = schema();
    let user = entity(&schema, "User");
    assert_eq!(names(user, &user.uniques[0].columns), ["tenant_id", "user_id"]);
    assert_eq!(names(user, &user.uniques[1].columns), ["tenant_id", "openid"]);
    assert_eq!(user.uniques[1].condition.as_ref().unwrap().conditions[0].comparison, Comparison::IsNotNull);
    let tenant = entity(&schema, "Tenant");
    assert_eq!(names(tenant, &tenant.uniques[0].columns), ["tenant_id"]);
    let key = entity(&schema, "ApiKey");
    assert_eq!(names(key, &key.uniques[1].columns), ["key_hash"]);
    assert_eq!(key.uniques[1].scope, Scope::Global);
    let usage = entity(&schema, "UsageStat");
    assert_eq!(names(usage, &usage.uniques[0].columns), ["tenant_id", "user_id", "date", "metric_type"]);
    assert_eq!(usage.uniques[0].nulls, Nulls::Equal);
    assert_eq!(names(usage, &usage.uniques[0].adds), ["metric_value"]);
}

#[test]
fn indexes_know_equality_from_order() {
    let schema = schema();
    let conversation = entity(&schema, "Conversation");
    let orders: Vec<Option<Order>> = conversation.indexes[1].columns.iter().map(|column| column.order).collect();
    assert_eq!(orders, [None, None, Some(Order::Descending)]);
    let condition = &conversation.indexes[2].condition.as_ref().unwrap().conditions[0];
    assert_eq!(condition.comparison, Comparison::Greater(Literal::Int(0)));
    assert_eq!(conversation.indexes[3].kind, IndexKind::Contains);
    let document = entity(&schema, "Document");
    let search: Vec<_> = document.search().unwrap().columns.iter().map(|column| column.field).collect();
    assert_eq!(names(document, &search), ["title", "content"]);
}

#[test]
fn references_hold_the_parents_key() {
    let schema = schema();
    let message = entity(&schema, "Message");
    let user = &message.relations[1];
    assert_eq!((user.parent.as_str(), user.on_delete), ("User", ReferentialAction::SetNull));
    let field = message.field(user.field);
    assert!(field.nullable);
    assert_eq!(
        field.ty,
        FieldType::Key(KeyOf { entity: "User".into(), column: Box::new(FieldType::Scalar(Scalar::Uuid)) })
    );
}

#[test]
fn enums_are_named_for_entity_and_field() {
    let schema = schema();
    let user = entity(&schema, "User");
    let FieldType::Enum(role) = &user.field(user.field_id("role").unwrap()).ty else { panic!("an enum") };
    assert_eq!(role.name, "UserRole");
    assert_eq!((role.values[2].variant.as_str(), role.values[2].text.as_str()), ("SuperAdmin", "super_admin"));
}

#[test]
fn rules_and_json_shapes_are_read() {
    let schema = schema();
    let message = entity(&schema, "Message");
    let field = |name: &str| message.field(message.field_id(name).unwrap());
    assert_eq!(field("content").ty, FieldType::Text);
    assert_eq!(field("content").rules, [Rule::Length { min: 1, max: Some(10000) }]);
    assert_eq!(field("token_count").rules, [Rule::Range { min: Some(Bound::Int(0)), max: None }]);
    assert_eq!(field("references").ty, FieldType::Json(JsonShape::ValueList("Reference".into())));
    let voice = schema.value("VoiceConfig").unwrap();
    assert!(voice.fields[0].nullable);
    assert!(matches!(&voice.fields[0].rules[0], Rule::OneOf(values) if values.len() == 5));
    let key = entity(&schema, "ApiKey");
    let permissions = key.field(key.field_id("permissions").unwrap());
    assert_eq!(permissions.ty, FieldType::Json(JsonShape::ScalarList(Box::new(FieldType::Text))));
}

#[test]
fn a_json_default_keeps_the_order_of_its_keys() {
    let schema = schema();
    let tenant = entity(&schema, "Tenant");
    let Some(Default::Json(Json::Object(quota))) = &tenant.field(tenant.field_id("quota").unwrap()).default else {
        panic!("an object")
    };
    let keys: Vec<&str> = quota.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["daily_tokens", "daily_audio_minutes", "max_concurrent"]);
}

#[test]
fn counters_and_aggregates_name_their_child() {
    let schema = schema();
    let conversation = entity(&schema, "Conversation");
    assert_eq!(conversation.counters[0].child, "Message");
    assert_eq!(conversation.counters[1].sum.as_deref(), Some("token_count"));
    let stats = &entity(&schema, "Tenant").aggregates[0];
    assert_eq!(stats.figures[5].function, AggregateFn::Sum);
    assert_eq!(stats.figures[5].of.as_deref(), Some("Conversation"));
    let active = stats.figures[4].condition.as_ref().unwrap();
    assert_eq!(active.conditions[0].comparison, Comparison::Equal(Literal::Text("active".into())));
    let voice = entity(&schema, "VoiceSession");
    let stats = &voice.aggregates[0];
    assert_eq!(stats.between, voice.field_id("start_time"));
    assert_eq!((stats.figures[0].of.as_deref(), stats.figures[0].field.as_deref()), (None, None));
    assert_eq!(stats.figures[6].function, AggregateFn::Average);
}

#[test]
fn cache_tiers_are_seconds() {
    let schema = schema();
    let ttl = |name: &str| entity(&schema, name).cache.map(|cache| cache.ttl_seconds);
    assert_eq!(
        [ttl("Tenant"), ttl("User"), ttl("Conversation"), ttl("UsageStat")],
        [Some(7200), Some(1800), Some(300), None]
    );
}

#[test]
fn an_empty_definition_is_valid_and_noted() {
    let empty = read("", "models.toml").unwrap();
    assert!(empty.schema.entities.is_empty());
    let notes: Vec<&str> = Diagnostics::iter(&empty.notes).map(|note| note.code.as_str()).collect();
    assert_eq!(notes, ["L0106"]);
}
