//! A position as text, for a client to keep between two requests.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::position::Position;
use crate::value::base64url;

const FORMAT: u8 = 1;
const LOG: u8 = b'l';
const DOMAINS: u8 = b'd';
const SOURCES: u8 = b's';

/// Longer texts are no tokens: a client could have them read at length.
const LONGEST: usize = 4096;

/// A position in a history that a client says it has written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PositionClaim {
    era: [u8; 8],
    pub(crate) position: Position,
}

impl PositionClaim {
    pub(crate) fn new(era: &str, position: Position) -> Self {
        Self { era: digest(era), position }
    }

    /// Whether it is of the history with this name.
    pub(crate) fn is_of(&self, era: &str) -> bool {
        self.era == digest(era)
    }

    pub(crate) fn to_token(&self) -> String {
        let mut bytes = vec![FORMAT];
        bytes.push(match self.position {
            Position::Log(_) => LOG,
            Position::Domains(_) => DOMAINS,
            Position::Sources(_) => SOURCES,
        });
        bytes.extend_from_slice(&self.era);
        match &self.position {
            Position::Log(place) => push(&mut bytes, *place),
            Position::Domains(domains) => {
                for (domain, (server, number)) in domains {
                    [u64::from(*domain), u64::from(*server), *number].iter().for_each(|value| push(&mut bytes, *value));
                }
            }
            Position::Sources(sources) => {
                for (source, ranges) in sources {
                    push_source(&mut bytes, source);
                    push(&mut bytes, ranges.len() as u64);
                    ranges.iter().flat_map(|(first, last)| [first, last]).for_each(|value| push(&mut bytes, *value));
                }
            }
        }
        base64url::encode(&bytes)
    }

    /// Reads a token; `None` for any text that is none.
    pub(crate) fn from_token(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = base64url::decode(text)?;
        let (head, mut rest) = bytes.split_at_checked(10)?;
        let [FORMAT, kind, era @ ..] = head else { return None };
        let rest = &mut rest;
        let position = match *kind {
            LOG => Position::Log(take(rest)?),
            DOMAINS => {
                let mut domains = BTreeMap::new();
                while !rest.is_empty() {
                    let domain = u32::try_from(take(rest)?).ok()?;
                    let server = u32::try_from(take(rest)?).ok()?;
                    domains.insert(domain, (server, take(rest)?));
                }
                Position::Domains(domains)
            }
            SOURCES => {
                let mut sources = BTreeMap::new();
                while !rest.is_empty() {
                    let source = take_source(rest)?;
                    let mut ranges = Vec::new();
                    for _ in 0..take(rest)? {
                        ranges.push((take(rest)?, take(rest)?));
                    }
                    sources.insert(source, ranges);
                }
                Position::Sources(sources)
            }
            _ => return None,
        };
        rest.is_empty().then_some(Self { era: era.try_into().ok()?, position })
    }
}

fn digest(era: &str) -> [u8; 8] {
    let digest = Sha256::digest(era.as_bytes());
    std::array::from_fn(|index| digest[index])
}

/// A source of MySQL's is a UUID, with a tag behind it where it has one.
fn push_source(bytes: &mut Vec<u8>, source: &str) {
    let (uuid, tag) = source.split_once(':').unwrap_or((source, ""));
    bytes.extend_from_slice(uuid::Uuid::parse_str(uuid).unwrap_or_default().as_bytes());
    push(bytes, tag.len() as u64);
    bytes.extend_from_slice(tag.as_bytes());
}

fn take_source(rest: &mut &[u8]) -> Option<String> {
    let (uuid, behind) = rest.split_at_checked(16)?;
    *rest = behind;
    let length = usize::try_from(take(rest)?).ok()?;
    let (tag, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    let uuid = uuid::Uuid::from_slice(uuid).ok()?.to_string();
    let tag = std::str::from_utf8(tag).ok()?;
    Some(if tag.is_empty() { uuid } else { format!("{uuid}:{tag}") })
}

/// Appends a number in groups of seven bits.
fn push(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for nth in 0..10 {
        let (first, behind) = rest.split_first()?;
        *rest = behind;
        let bits = u64::from(first & 0x7F);
        value |= bits.checked_shl(7 * nth).filter(|shifted| shifted >> (7 * nth) == bits)?;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt as _, SeedableRng as _};

    use super::{Position, PositionClaim};

    const UUID: &str = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    #[test]
    fn a_token_comes_back_as_it_was_and_is_short() {
        for (position, most) in [
            (Position::Log(u64::MAX), 30),
            (Position::Log(0x305_A018), 20),
            (Position::domains("0-1-42").unwrap(), 20),
            (Position::domains("0-4294967295-18446744073709551615,7-1-9").unwrap(), 60),
            (Position::sources(&format!("{UUID}:1-98765432")).unwrap(), 60),
            (Position::sources(&format!("{UUID}:1-5:7-9:tag:1")).unwrap(), 100),
        ] {
            let claim = PositionClaim::new("7 1", position);
            let token = claim.to_token();
            assert!(token.len() < most, "{token}");
            assert_eq!(PositionClaim::from_token(&token), Some(claim.clone()));
            assert!(claim.is_of("7 1") && !claim.is_of("7 2"));
        }
    }

    #[test]
    fn any_other_text_is_no_token() {
        let mut random = StdRng::seed_from_u64(15);
        let good = PositionClaim::new("era", Position::sources(&format!("{UUID}:1-5:7-9:tag:1")).unwrap()).to_token();
        for _ in 0..20_000 {
            let mut text = good.clone().into_bytes();
            for _ in 0..random.random_range(1..5) {
                let at = random.random_range(0..text.len());
                match random.random_range(0..3) {
                    0 => text[at] = random.random(),
                    1 => text.truncate(at),
                    _ => text.insert(at, random.random_range(b'A'..b'z')),
                }
                if text.is_empty() {
                    break;
                }
            }
            // Whatever it is read as, reading ends and does not panic.
            let _ = PositionClaim::from_token(&String::from_utf8_lossy(&text));
        }
        for text in ["", "A", "AQ", "no token", "é", "AWwAAAAAAAAAAA", &"A".repeat(5000)] {
            assert_eq!(PositionClaim::from_token(text), None, "{text}");
        }
    }
}
