//! What the scripts do, in Rust; that it is what they do on a real server is checked beside the model of the protocol.

use super::fault::Planted;
use super::keys::{Keys, number};
use crate::cache::redis::script::LuaScript;

/// Bytes of a fence that as many writers hold as are told apart.
const FULL: usize = 1 + 64 * 16;

pub(super) fn run(
    script: LuaScript,
    planted: Option<Planted>,
    keys: &mut Keys,
    names: &[Vec<u8>],
    arguments: &[Vec<u8>],
) -> i64 {
    let begins = |keys: &mut Keys, with: &[u8]| keys.get(&names[0]).is_some_and(|bytes| bytes.starts_with(with));
    match script {
        LuaScript::Fill => {
            let is_allowed = begins(keys, &arguments[0]) || planted == Some(Planted::FillsAnything);
            if is_allowed {
                keys.set(&names[0], arguments[1].clone(), Some(number(&arguments[2])));
            }
            i64::from(is_allowed)
        }
        LuaScript::Renew => {
            let stands = begins(keys, &arguments[0]);
            if stands {
                keys.last(&names[0], number(&arguments[1]), false);
            }
            i64::from(stands)
        }
        LuaScript::Release => i64::from(begins(keys, &arguments[0]) && keys.remove(&names[0])),
        LuaScript::Replace => {
            let stands = begins(keys, &arguments[0]);
            if stands {
                keys.set(&names[0], arguments[1].clone(), Some(number(&arguments[2])));
            }
            i64::from(stands)
        }
        LuaScript::Fence => {
            let told = number(&arguments[2]) as usize;
            let (fenced, beacons) = names.split_at(names.len() - told);
            if planted != Some(Planted::ForgetsFences) {
                fenced.iter().for_each(|key| fence(keys, key, &arguments[0], number(&arguments[1])));
            }
            beacons.iter().for_each(|beacon| tell(keys, beacon));
            1
        }
        LuaScript::Clear => {
            let told = number(&arguments[1]) as usize;
            let (fenced, beacons) = names.split_at(names.len() - told);
            let lost = fenced.iter().filter(|key| !clear(keys, key, &arguments[0])).count() > 0;
            beacons.iter().filter(|_| lost).for_each(|beacon| tell(keys, beacon));
            i64::from(lost)
        }
        LuaScript::Tell => {
            tell(keys, &names[0]);
            1
        }
    }
}

fn tell(keys: &mut Keys, beacon: &[u8]) {
    keys.set(beacon, Vec::new(), None);
    keys.remove(beacon);
}

/// The fence that stands at a key.
fn standing(keys: &mut Keys, key: &[u8]) -> Option<Vec<u8>> {
    keys.get(key).filter(|bytes| bytes.len() % 16 == 1 && bytes[0] == b'F').map(<[u8]>::to_vec)
}

fn fence(keys: &mut Keys, key: &[u8], token: &[u8], life: u64) {
    let Some(mut fence) = standing(keys, key) else {
        return keys.set(key, [b"F", token].concat(), Some(life));
    };
    if fence.len() == 1 || fence.len() >= FULL {
        keys.change(key, b"F".to_vec());
    } else if !fence[1..].chunks(16).any(|writer| writer == token) {
        fence.extend_from_slice(token);
        keys.change(key, fence);
    }
    keys.last(key, life, true);
}

/// Returns whether a fence stood.
fn clear(keys: &mut Keys, key: &[u8], token: &[u8]) -> bool {
    let Some(fence) = standing(keys, key) else {
        keys.remove(key);
        return false;
    };
    let is_others = |writer: &&[u8]| *writer != token;
    let rest: Vec<u8> = fence[1..].chunks(16).filter(is_others).flatten().copied().collect();
    if rest.len() + 1 == fence.len() {
        return true;
    }
    if rest.is_empty() {
        keys.remove(key);
    } else {
        keys.change(key, [b"F", &*rest].concat());
    }
    true
}
