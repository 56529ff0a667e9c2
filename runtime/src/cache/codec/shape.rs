//! The shape of a type as serde reads it: names, kinds and nesting of its members, as a number.
//!
//! A type that larder did not generate tells its members only to a deserializer. Here one asks for them without any
//! data: it follows one path of members at a time, lets the type ask for what stands at its end, notes that, and fails.
//! Each new member found is another path.

mod ask;
mod zero;

use std::any::TypeId;
use std::collections::{HashMap, VecDeque};
use std::sync::{PoisonError, RwLock};

use serde::de::DeserializeOwned;

use self::ask::{Ask, Node};

/// Members that are counted, of a type and of the types in it; a type with more is identified by its first ones.
const MOST_NODES: usize = 4_096;
const MOST_LEVELS: usize = 16;

/// Returns the shape of `T`; `None` when a part of it does not tell its members (`flatten`, an untagged enum).
pub(super) fn shape_of<T: DeserializeOwned + 'static>() -> Option<u64> {
    static KNOWN: RwLock<Option<HashMap<TypeId, Option<u64>>>> = RwLock::new(None);
    let id = TypeId::of::<T>();
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|known| known.get(&id).copied());
    if let Some(shape) = known {
        return shape;
    }
    let shape = trace::<T>();
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(id, shape);
    shape
}

fn trace<T: DeserializeOwned>() -> Option<u64> {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    // Nearest first, so that a type which holds itself does not hide the members beside it.
    let mut open = VecDeque::from([Vec::new()]);
    let mut nodes = 0;
    while let Some(path) = open.pop_front() {
        nodes += 1;
        if nodes > MOST_NODES {
            break;
        }
        let node = Ask::along::<T>(&path);
        if node == Node::Opaque {
            return None;
        }
        hash.add(&format!("{path:?} {node:?}"));
        if path.len() < MOST_LEVELS {
            open.extend((0..node.members()).map(|member| path.iter().copied().chain([member]).collect()));
        }
    }
    Some(hash.0)
}

struct Fnv(u64);

impl Fnv {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests;
