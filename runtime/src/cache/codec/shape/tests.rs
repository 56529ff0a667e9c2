//! Shapes of types, and what changes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shape_of;
use crate::cache::codec::{json, nullable_json};

/// A type of each version, with the members given.
macro_rules! version {
    ($module:ident { $($item:item)* }) => {
        mod $module {
            #![allow(dead_code, unused_imports, reason = "only their shapes are looked at")]
            use super::*;
            $(#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)] $item)*
        }
    };
}

version!(before { pub(super) struct Span { pub(super) low: i64, pub(super) high: i64, pub(super) label: Option<String> } pub(super) struct Doc { pub(super) spans: Vec<Span> } });
version!(swapped { pub(super) struct Span { pub(super) high: i64, pub(super) low: i64, pub(super) label: Option<String> } pub(super) struct Doc { pub(super) spans: Vec<Span> } });
version!(retyped { pub(super) struct Span { pub(super) low: i64, pub(super) high: f64, pub(super) label: Option<String> } pub(super) struct Doc { pub(super) spans: Vec<Span> } });
version!(shorter { pub(super) struct Span { pub(super) low: i64, pub(super) high: i64 } pub(super) struct Doc { pub(super) spans: Vec<Span> } });
version!(required { pub(super) struct Span { pub(super) low: i64, pub(super) high: i64, pub(super) label: String } pub(super) struct Doc { pub(super) spans: Vec<Span> } });
version!(renamed { pub(super) struct Span { pub(super) low: i64, pub(super) top: i64, pub(super) label: Option<String> } pub(super) struct Doc { pub(super) spans: Vec<Span> } });

#[test]
fn every_change_of_a_member_is_another_shape() {
    let shapes = [
        shape_of::<before::Doc>(),
        shape_of::<swapped::Doc>(),
        shape_of::<retyped::Doc>(),
        shape_of::<shorter::Doc>(),
        shape_of::<required::Doc>(),
        shape_of::<renamed::Doc>(),
        shape_of::<Vec<before::Doc>>(),
        shape_of::<Option<before::Doc>>(),
        shape_of::<BTreeMap<String, before::Doc>>(),
        shape_of::<(i64, before::Doc)>(),
        shape_of::<(i64, shorter::Doc)>(),
        shape_of::<[f32; 3]>(),
        shape_of::<Value>(),
    ];
    for (nth, shape) in shapes.iter().enumerate() {
        assert!(shape.is_some(), "{nth}");
        assert_eq!(shapes.iter().filter(|other| *other == shape).count(), 1, "{nth}");
    }
    assert_eq!(shape_of::<before::Doc>(), shapes[0]);
}

#[test]
fn enums_tell_their_variants_and_what_is_in_them() {
    version!(one { pub(super) enum Step { Wait, Go(i64), Turn { by: f64, then: Box<Step> }, Both(i64, String) } });
    version!(two { pub(super) enum Step { Wait, Go(i64), Turn { by: f64 }, Both(i64, String) } });
    version!(three { pub(super) enum Step { Wait, Go(i64), Turn { by: f64, then: Box<Step> }, Both(i64, i64) } });
    let shapes = [shape_of::<one::Step>(), shape_of::<two::Step>(), shape_of::<three::Step>()];
    assert!(shapes.iter().all(Option::is_some));
    assert!(shapes[0] != shapes[1] && shapes[0] != shapes[2] && shapes[1] != shapes[2]);
}

#[test]
fn what_does_not_tell_its_members_stays_out_of_redis() {
    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Number(i64),
        Span(before::Span),
    }
    #[derive(Serialize, Deserialize)]
    struct Flat {
        id: i64,
        #[serde(flatten)]
        rest: before::Span,
    }
    assert_eq!(shape_of::<Untagged>(), None);
    assert_eq!(shape_of::<Vec<Flat>>(), None);
    assert_eq!(json::put(&vec![Untagged::Number(1)], &mut Vec::new()), None);
}

#[test]
fn a_decimal_is_a_scalar() {
    let value = vec![rust_decimal::Decimal::new(125, 2)];
    let mut bytes = Vec::new();
    assert_eq!(json::put(&value, &mut bytes), Some(()));
    assert_eq!(json::take(&mut bytes.as_slice()), Some(value));
}

#[test]
fn a_type_that_holds_itself_has_a_shape() {
    #[derive(Serialize, Deserialize)]
    struct Tree {
        children: Vec<Tree>,
        parent: Option<Box<Tree>>,
        name: String,
    }
    assert!(shape_of::<Tree>().is_some());
}

#[test]
fn bytes_of_another_shape_are_a_miss() {
    let old = before::Span { low: 1, high: 9, label: Some("x".to_owned()) };
    let mut bytes = Vec::new();
    json::put(&old, &mut bytes).unwrap();
    assert_eq!(json::take::<before::Span>(&mut &bytes[..]), Some(old));
    assert_eq!(json::take::<swapped::Span>(&mut &bytes[..]), None);
    assert_eq!(json::take::<shorter::Span>(&mut &bytes[..]), None);
    assert_eq!(json::take::<before::Span>(&mut &bytes[..3]), None);
    // A process that does not know `label` wrote this: it must not pass for a value without one.
    let mut bytes = Vec::new();
    json::put(&shorter::Span { low: 1, high: 9 }, &mut bytes).unwrap();
    assert_eq!(json::take::<before::Span>(&mut &bytes[..]), None);
}

#[test]
fn a_json_null_is_no_missing_value() {
    for value in [None, Some(Value::Null), Some(Value::from(0.1 + 0.2)), Some(Value::from(f64::MAX))] {
        let mut bytes = Vec::new();
        nullable_json::put(&value, &mut bytes).unwrap();
        let mut rest = &bytes[..];
        assert_eq!(nullable_json::take::<Value>(&mut rest), Some(value));
        assert!(rest.is_empty());
    }
}
