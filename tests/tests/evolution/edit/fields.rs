//! Random types, rules and defaults, and changes of a field.

use super::Edit;
use super::more;
use super::propose::Maker;
use crate::model::{Action, Entity, Field, Further, Kind, Model, Pattern, Preset, Rules};
use crate::rows::{draw, obey};
use crate::value::Value;

pub(super) const RESTRICT: Action = Action::Restrict;
pub(super) const CASCADE: Action = Action::Cascade;

const LENGTHS: [u32; 9] = [1, 5, 10, 20, 50, 63, 64, 100, 255];
const WORDS: [&str; 7] = ["open", "closed", "dark-blue", "type", "x", "a value of more letters", "New"];

pub(super) fn kind(maker: &mut Maker, model: &Model, entity: &Entity) -> Kind {
    if let Some(kind) = more::kind(maker, model, entity) {
        return kind;
    }
    let random = &mut maker.random;
    match random.below(26) {
        0 => Kind::Bool,
        1 => Kind::I16,
        2 => Kind::I32,
        3 => Kind::I64,
        4 => Kind::Duration,
        5 => Kind::F32,
        6 => Kind::F64,
        7..=9 => Kind::String(*random.pick(&LENGTHS)),
        10..=11 => Kind::Text,
        12 | 22..=25 => Kind::Enum(values(maker)),
        13 => Kind::Bytes,
        14 => Kind::Uuid,
        15 => Kind::Date,
        16 => Kind::Time,
        // Chosen by what is there, so that the draws that follow stay those of a seed.
        17 if entity.fields.len() % 2 == 1 => Kind::DateTime,
        17 => Kind::Timestamp,
        18 => Kind::Json,
        19 => Kind::List,
        _ => {
            let action = *random.pick(&[RESTRICT, CASCADE, Action::SetNull, Action::SetNull]);
            let parent = random.any(&model.entities).map_or(entity.id, |parent| parent.id);
            Kind::Reference { parent, action, further: Further::default() }
        }
    }
}

fn values(maker: &mut Maker) -> Vec<String> {
    let start = maker.random.below(WORDS.len() - 1);
    let count = 1 + maker.random.below(WORDS.len() - start);
    WORDS[start..start + count].iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn rules(maker: &mut Maker, kind: &Kind) -> Rules {
    let random = &mut maker.random;
    let mut rules = Rules::default();
    if random.chance(50) {
        return rules;
    }
    let whole = |value: i64| {
        if let Some(value) = more::half(kind, value) {
            value
        } else if kind.is_integer() {
            Value::Int(value)
        } else {
            Value::Float(value as f64 / 2.0)
        }
    };
    match random.below(5) {
        0 if kind.is_text() => rules.min_length = Some(1),
        1 if kind.is_text() => rules.pattern = Some(*random.pick(&[Pattern::Word, Pattern::Code])),
        2 if kind.is_text() => rules.url = true,
        3 if kind.is_text() => rules.max_length = Some(*random.pick(&[40, 4_194_303, 5_000_000])),
        4 if kind.is_text() => rules.one_of = Some(vec![Value::text("x"), Value::text("it's"), Value::text("\"b\\\"")]),
        0..=2 if kind.is_number() => {
            let low = random.between(-50, 50);
            let high = low + random.between(0, 100);
            let (low, high) = (Some(whole(low)), Some(whole(high)));
            rules.range = Some(match random.below(3) {
                0 => (low, None),
                1 => (None, high),
                _ => (low, high),
            });
        }
        3 if kind.is_integer() => rules.one_of = Some(vec![Value::Int(0), Value::Int(7), Value::Int(16000)]),
        _ => rules.immutable = random.chance(20),
    }
    rules
}

pub(super) fn default(maker: &mut Maker, kind: &Kind, rules: &Rules) -> Option<Preset> {
    let random = &mut maker.random;
    if random.chance(60) {
        return None;
    }
    if let Some(made) = more::made(maker, kind) {
        return Some(made);
    }
    let random = &mut maker.random;
    match kind {
        Kind::Timestamp | Kind::DateTime => return Some(Preset::Now),
        Kind::Uuid => return Some(Preset::UuidV7),
        _ => {}
    }
    for _ in 0..20 {
        let value = draw::draw(random, kind, rules);
        let null_inside = matches!(&value, Value::Json(value) if value.to_string().contains("null"));
        if obey::accepts(&value, kind, rules) && !null_inside {
            return Some(Preset::Value(value));
        }
    }
    None
}

/// Returns a change of `field` that rows which are there may not obey.
pub(super) fn stricter(maker: &mut Maker, entity: &Entity, field: &Field) -> Option<Edit> {
    let (entity, id) = (entity.id, field.id);
    if field.kind.is_computed() {
        return None;
    }
    let tightens = field.nullable && field.kind != Kind::Bytes && maker.random.chance(35);
    if tightens {
        return Some(Edit::Nullable { entity, field: id, nullable: false });
    }
    let kind = match &field.kind {
        // One value less, and often another in its place.
        Kind::Enum(values) => {
            let mut left = values.clone();
            left.remove(maker.random.below(left.len()));
            let other = WORDS.iter().filter(|word| !values.iter().any(|value| value == *word));
            if left.is_empty() || maker.random.chance(65) {
                left.extend(maker.random.any(other).map(|word| (*word).to_owned()));
            }
            Kind::Enum(left)
        }
        Kind::String(max) => match maker.random.any(LENGTHS.iter().filter(|other| *other < max)) {
            Some(shorter) if maker.random.chance(70) => Kind::String(*shorter),
            _ => Kind::Enum(values(maker)),
        },
        Kind::Text => Kind::String(*maker.random.pick(&LENGTHS)),
        Kind::Decimal { .. } | Kind::Blob(_) => more::stricter(maker, &field.kind),
        Kind::Bytes if maker.draws_more => more::stricter(maker, &field.kind),
        Kind::I64 | Kind::Duration => maker.random.pick(&[Kind::I32, Kind::I16]).clone(),
        Kind::I32 => Kind::I16,
        _ => {
            let rules = rules(maker, &field.kind);
            return (rules != field.rules).then_some(Edit::Rules { entity, field: id, rules });
        }
    };
    (kind != field.kind && kind != Kind::Enum(Vec::new())).then_some(Edit::Kind { entity, field: id, kind })
}

/// Returns a change of `field`.
pub(super) fn change(maker: &mut Maker, model: &Model, entity: &Entity, field: &Field) -> Option<Edit> {
    let (entity_id, id) = (entity.id, field.id);
    let choice = maker.random.below(12);
    // Nothing else is said of what the database computes.
    let choice = if field.kind.is_computed() { choice % 5 } else { choice };
    match choice {
        0 | 1 => Some(Edit::DropField { entity: entity_id, field: id }).filter(|_| !field.kind.is_special()),
        2 | 3 if !field.kind.is_special() || matches!(field.kind, Kind::Key(_) | Kind::Part { .. }) => {
            Some(Edit::RenameField { entity: entity_id, field: id, name: maker.field_name() })
        }
        4 => Some(Edit::MoveField { entity: entity_id, field: id, to: maker.random.below(entity.fields.len()) }),
        5 => {
            let default = default(maker, &field.kind, &field.rules);
            (default != field.default).then_some(Edit::Default { entity: entity_id, field: id, default })
        }
        6 | 7 => {
            let rules = rules(maker, &field.kind);
            let suits = rules != field.rules && !field.kind.is_special();
            suits.then_some(Edit::Rules { entity: entity_id, field: id, rules })
        }
        8 => {
            // Nothing can be typed that stands for bytes everywhere.
            let unfillable = field.kind == Kind::Bytes && field.nullable;
            let suits = !field.kind.is_special() && !unfillable;
            suits.then_some(Edit::Nullable { entity: entity_id, field: id, nullable: !field.nullable })
        }
        _ => {
            let kind = match more::other_kind(maker, &field.kind) {
                Some(kind) => kind,
                None => other_kind(maker, model, &field.kind)?,
            };
            (kind != field.kind).then_some(Edit::Kind { entity: entity_id, field: id, kind })
        }
    }
}

/// Returns a type that rows can be taken over to.
fn other_kind(maker: &mut Maker, model: &Model, kind: &Kind) -> Option<Kind> {
    let random = &mut maker.random;
    let integers = [Kind::I16, Kind::I32, Kind::I64, Kind::Duration];
    Some(match kind {
        Kind::Key(_) | Kind::Part { .. } | Kind::TenantId | Kind::Computed { .. } => return None,
        Kind::Tenant { in_key, .. } => Kind::Tenant { action: *random.pick(&[RESTRICT, CASCADE]), in_key: *in_key },
        Kind::Reference { parent, further, .. } => {
            let number = |id| model.entity(id).map(|entity| entity.key().kind.clone());
            let same = model.entities.iter().filter(|other| number(other.id) == number(*parent));
            let other = if further.by.is_none() && random.chance(20) { random.any(same)?.id } else { *parent };
            let action = *random.pick(&[RESTRICT, CASCADE, Action::SetNull]);
            Kind::Reference { parent: other, action, further: *further }
        }
        Kind::Bool => random.pick(&integers).clone(),
        Kind::I16 | Kind::I32 | Kind::I64 | Kind::Duration => {
            let float = *kind != Kind::Duration && random.chance(25);
            if float { Kind::F64 } else { random.pick(&integers).clone() }
        }
        Kind::F32 => Kind::F64,
        Kind::F64 => Kind::F32,
        Kind::String(_) | Kind::Text | Kind::Enum(_) => match random.below(6) {
            0..=2 => Kind::String(*random.pick(&LENGTHS)),
            3 => Kind::Text,
            _ => Kind::Enum(values(maker)),
        },
        Kind::Json | Kind::List | Kind::Array => Kind::Text,
        Kind::Decimal { .. }
        | Kind::Blob(_)
        | Kind::Bytes
        | Kind::Uuid
        | Kind::Date
        | Kind::Time
        | Kind::DateTime
        | Kind::Timestamp => return None,
    })
}
