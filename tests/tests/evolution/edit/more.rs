//! Random decimals, bounded bytes, arrays, computed columns, defaults of the database's, keys of every type, and
//! references by unique fields and of several fields.

use super::Edit;
use super::propose::Maker;
use crate::model::{
    Action, Entity, Field, Further, Id, KeyKind, Kind, Model, Preset, Rules, Scope, Tenancy, Tie, Update,
};
use crate::value::Value;

const DECIMALS: [(u32, u32); 9] = [(4, 4), (5, 0), (6, 2), (8, 4), (12, 2), (18, 0), (18, 6), (20, 2), (28, 4)];
const BOUNDS: [u32; 4] = [1, 16, 20, 255];

const KEYS: [KeyKind; 10] = [
    KeyKind::Number,
    KeyKind::Text,
    KeyKind::Uuid,
    KeyKind::I16,
    KeyKind::I32,
    KeyKind::I32,
    KeyKind::Given,
    KeyKind::Day,
    KeyKind::Bytes,
    KeyKind::Word(3),
];

pub(super) fn key(maker: &mut Maker) -> Option<KeyKind> {
    maker.draws_more.then(|| *maker.random.pick(&KEYS))
}

pub(super) fn kind(maker: &mut Maker, model: &Model, entity: &Entity) -> Option<Kind> {
    if !maker.draws_more || maker.random.chance(60) {
        return None;
    }
    match maker.random.below(12) {
        0..=2 => Some(decimal(maker)),
        3 => Some(Kind::Blob(*maker.random.pick(&BOUNDS))),
        4 => Some(Kind::Array),
        5..=7 => {
            let is_base = |field: &&Field| field.kind.is_integer() || matches!(field.kind, Kind::String(_));
            let from = maker.random.any(entity.fields.iter().filter(is_base))?.id;
            Some(Kind::Computed { from })
        }
        8..=9 => by(maker, model, entity),
        _ => {
            let parent = maker.random.any(&model.entities)?.id;
            Some(Kind::Reference { parent, action: action(maker), further: further(maker) })
        }
    }
}

fn decimal(maker: &mut Maker) -> Kind {
    let (precision, scale) = *maker.random.pick(&DECIMALS);
    Kind::Decimal { precision, scale }
}

/// Returns a reference to a unique field.
fn by(maker: &mut Maker, model: &Model, entity: &Entity) -> Option<Kind> {
    let is_near = |parent: &&Entity| parent.tenancy != Tenancy::Owned || entity.tenancy == Tenancy::Owned;
    let fields = model.entities.iter().filter(is_near).flat_map(|parent| {
        let unique = |field: &&Field| field.unique.is_some() && field.rules.immutable && !field.kind.is_special();
        parent.fields.iter().filter(unique).map(|field| (parent.id, field.id))
    });
    let (parent, by) = maker.random.any(fields)?;
    let further = Further { by: Some(by), ..further(maker) };
    Some(Kind::Reference { parent, action: action(maker), further })
}

fn action(maker: &mut Maker) -> Action {
    *maker.random.pick(&[Action::Restrict, Action::Cascade, Action::SetNull, Action::Nothing])
}

fn further(maker: &mut Maker) -> Further {
    let updates = [None, None, Some(Update::Restrict), Some(Update::Cascade), Some(Update::SetNull)];
    let update = *maker.random.pick(&updates);
    let deferrable = *maker.random.pick(&[None, None, Some(true), Some(false)]);
    Further { update, deferrable, by: None }
}

/// A unique field often is one that others may refer to.
pub(super) fn referable(maker: &mut Maker, field: &mut Field) {
    if maker.draws_more && maker.random.chance(15) {
        field.unique = Some(if maker.random.chance(70) { Scope::Tenant } else { Scope::Global });
        field.rules.immutable = true;
    }
}

/// Returns half of a number, as far as a decimal holds it.
pub(super) fn half(kind: &Kind, value: i64) -> Option<Value> {
    let Kind::Decimal { scale, .. } = kind else { return None };
    let value = i128::from(value);
    Some(if *scale == 0 { Value::decimal(value, 0) } else { Value::decimal(value * 5, 1) })
}

pub(super) fn made(maker: &mut Maker, kind: &Kind) -> Option<Preset> {
    if !maker.draws_more || !maker.random.chance(30) {
        return None;
    }
    match kind {
        Kind::I16 | Kind::I32 | Kind::I64 => Some(Preset::Made(Value::Int(maker.random.between(-100, 100)))),
        Kind::String(_) => Some(Preset::Made(Value::text(maker.random.pick::<&str>(&["a", "word", "x-y"])))),
        _ => None,
    }
}

/// Returns a type with less room.
pub(super) fn stricter(maker: &mut Maker, kind: &Kind) -> Kind {
    match kind {
        Kind::Decimal { precision, scale } => {
            let narrower = |(p, s): &&(u32, u32)| p < precision && (s == scale || *precision <= 18);
            let other = maker.random.any(DECIMALS.iter().filter(narrower));
            other.map_or_else(
                || kind.clone(),
                |(precision, scale)| Kind::Decimal { precision: *precision, scale: *scale },
            )
        }
        Kind::Blob(max) => {
            let other = maker.random.any(BOUNDS.iter().filter(|bound| *bound < max));
            Kind::Blob(other.copied().unwrap_or(*max))
        }
        _ => Kind::Blob(*maker.random.pick(&BOUNDS)),
    }
}

/// Returns a type that rows can be taken over to, of those that this file draws.
pub(super) fn other_kind(maker: &mut Maker, kind: &Kind) -> Option<Kind> {
    if !maker.draws_more {
        return None;
    }
    match kind {
        Kind::Key(key) => {
            let wider = match key {
                KeyKind::I16 => &[KeyKind::I32, KeyKind::Number][..],
                KeyKind::I32 => &[KeyKind::Number, KeyKind::Given],
                KeyKind::Number => &[KeyKind::Given],
                KeyKind::Given => &[KeyKind::Number],
                KeyKind::Word(_) => &[KeyKind::Word(4), KeyKind::Word(6)],
                _ => return None,
            };
            Some(Kind::Key(*maker.random.pick(wider)))
        }
        Kind::Decimal { .. } => Some(decimal(maker)),
        Kind::I16 | Kind::I32 | Kind::I64 if maker.random.chance(20) => Some(decimal(maker)),
        Kind::Bytes | Kind::Blob(_) => {
            let bytes = maker.random.chance(30);
            Some(if bytes { Kind::Bytes } else { Kind::Blob(*maker.random.pick(&BOUNDS)) })
        }
        Kind::List if maker.random.chance(60) => Some(Kind::Array),
        Kind::Array if maker.random.chance(60) => Some(Kind::List),
        Kind::Reference { parent, further: before, .. } if maker.random.chance(70) => {
            let further = Further { by: before.by, ..further(maker) };
            Some(Kind::Reference { parent: *parent, action: action(maker), further })
        }
        _ => None,
    }
}

/// Returns a change of the references of several fields, or another one, now and then.
pub(super) fn tie(maker: &mut Maker, model: &Model, entity: &Entity) -> Option<Edit> {
    if !maker.draws_more || !maker.random.chance(15) {
        return None;
    }
    let known = maker.random.any(entity.ties.clone()).filter(|_| maker.random.chance(60));
    if let Some(tie) = known {
        let gone = maker.random.chance(30);
        let changed = Tie { action: action(maker), further: further(maker), ..tie };
        let id = changed.id;
        return Some(if gone {
            Edit::DropTie { entity: entity.id, tie: id }
        } else {
            Edit::Tie { entity: entity.id, tie: changed }
        });
    }
    let parents = model.entities.iter().filter(|parent| parent.has_parts() && parent.id != entity.id);
    let parent = maker.random.any(parents)?;
    let nullable = maker.random.chance(60);
    let kinds: Vec<Kind> = parent.key_fields().map(|field| model.stored(field)).collect();
    let fields: Vec<Field> = kinds
        .into_iter()
        .map(|kind| {
            let name = maker.field_name();
            Field { nullable, rules: Rules::default(), ..maker.field(name, kind) }
        })
        .collect();
    let on: Vec<Id> = fields.iter().map(|field| field.id).collect();
    let tie = Tie { id: maker.id(), parent: parent.id, on, action: action(maker), further: further(maker) };
    Some(Edit::AddTie { entity: entity.id, fields, tie })
}
