//! Beacons: keys that come and go at once, so that the server tells every instance their names.
//!
//! A beacon's name holds who set it off and the keys that a write has fenced. All beacons of a prefix are in one slot,
//! so that on a Cluster an instance listens to one node.

use crate::cache::chance::random;

/// Stands between the parts of a name; no key holds it, since spaces and controls are escaped.
const SEPARATOR: u8 = b'\n';
/// Stands for all keys; no key is like it.
pub(super) const EVERYTHING: &[u8] = b"*";

/// Names an instance, which knows of its own writes.
pub(super) type Sender = [u8; 16];

/// Returns a name for an instance that no other has.
pub(super) fn sender() -> Sender {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    random::<[u8; 16]>().map(|byte| HEX[usize::from(byte & 15)])
}

/// Returns what the names of all beacons begin with.
pub(super) fn prefix(of_keys: &str) -> Vec<u8> {
    format!("{of_keys}:{{~i {of_keys}}}:").into_bytes()
}

/// Returns the name of the beacon by which `sender` tells of `keys`.
pub(super) fn name(prefix: &[u8], sender: &Sender, keys: &[Vec<u8>]) -> Vec<u8> {
    let length: usize = keys.iter().map(|key| key.len() + 1).sum();
    let mut name = Vec::with_capacity(prefix.len() + sender.len() + length);
    name.extend_from_slice(prefix);
    name.extend_from_slice(sender);
    for key in keys {
        name.push(SEPARATOR);
        name.extend_from_slice(key);
    }
    name
}

/// Returns the keys that a beacon of another than `own` tells of; none for the name of something else.
pub(super) fn keys<'a>(prefix: &[u8], own: &Sender, name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let told = name.strip_prefix(prefix).filter(|told| !told.starts_with(own)).unwrap_or_default();
    told.split(|byte| *byte == SEPARATOR).skip(1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_beacon_tells_others_the_keys_it_was_named_by() {
        let (prefix, own, other) = (super::prefix("larder"), super::sender(), super::sender());
        let told = [b"larder:User:acme:1".to_vec(), b"larder:~g:User".to_vec()];
        let name = super::name(&prefix, &own, &told);
        assert!(super::keys(&prefix, &other, &name).eq(told.iter().map(Vec::as_slice)));
        assert_eq!(super::keys(&prefix, &own, &name).count(), 0);
        assert_eq!(super::keys(&prefix, &own, b"larder:User:acme:1").count(), 0);
        assert_eq!(super::keys(&prefix, &own, &prefix).count(), 0);
    }
}
