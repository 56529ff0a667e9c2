//! The bytes of one Redis entry. The first byte is its state.

use crate::cache::chance::random;

/// Length of the header in front of a value.
pub(crate) const HEADER: usize = 40;

const VALUE: u8 = b'V';
const LEASE: u8 = b'L';
/// Placed by writers before they commit.
const FENCE: u8 = b'F';
const FORMAT: u8 = 1;
const NEGATIVE: u8 = 1;

/// Identifies one lease, and through its low half the value that was filled under it; or one writer's fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeaseToken([u8; 16]);

impl LeaseToken {
    pub(crate) fn random() -> Self {
        Self(random())
    }

    pub(crate) fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// The whole value of a leased key.
    pub(crate) fn lease(self) -> [u8; 17] {
        let mut bytes = [LEASE; 17];
        bytes[1..].copy_from_slice(&self.0);
        bytes
    }
}

/// What stands in a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyState {
    Absent,
    Value(Vec<u8>),
    /// Owned by a filler.
    Leased,
    /// A writer may be about to change what belongs here.
    Fenced,
}

impl KeyState {
    pub(crate) fn of(bytes: Option<Vec<u8>>) -> Self {
        match bytes {
            None => Self::Absent,
            Some(bytes) if bytes.first() == Some(&LEASE) => Self::Leased,
            Some(bytes) if bytes.first() == Some(&FENCE) => Self::Fenced,
            Some(bytes) => Self::Value(bytes),
        }
    }
}

/// The header of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) negative: bool,
    pub(crate) fingerprint: u64,
    pub(crate) generation: u64,
    /// Milliseconds since 1970 after which the in-process level must not keep a copy.
    pub(crate) expires: u64,
    /// How long the load took, in milliseconds; for refreshing ahead of expiry.
    pub(crate) load_millis: u64,
}

impl Header {
    /// Starts the bytes of a value filled under `token`; the payload is appended to them.
    pub(crate) fn write(&self, token: LeaseToken) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + 128);
        bytes.extend_from_slice(&[VALUE, FORMAT, if self.negative { NEGATIVE } else { 0 }, 0]);
        bytes.extend_from_slice(&self.fingerprint.to_be_bytes());
        bytes.extend_from_slice(&token.0[8..]);
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes.extend_from_slice(&self.expires.to_be_bytes()[2..]);
        bytes.extend_from_slice(&self.load_millis.min(0x00ff_ffff).to_be_bytes()[5..]);
        bytes.extend_from_slice(&[0; 3]);
        bytes
    }

    /// Splits a value into header and payload; `None` when it is not one of this format.
    pub(crate) fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (header, payload) = bytes.split_first_chunk::<HEADER>()?;
        if header[0] != VALUE || header[1] != FORMAT {
            return None;
        }
        let header = Self {
            negative: header[2] & NEGATIVE != 0,
            fingerprint: number(&header[4..12]),
            generation: number(&header[20..28]),
            expires: number(&header[28..34]),
            load_millis: number(&header[34..37]),
        };
        Some((header, payload))
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back_what_was_written() {
        let header = Header {
            negative: true,
            fingerprint: u64::MAX - 1,
            generation: 7,
            expires: 1_750_000_000_123,
            load_millis: 65_537,
        };
        let mut bytes = header.write(LeaseToken::random());
        assert_eq!(bytes.len(), HEADER);
        bytes.extend_from_slice(b"payload");
        assert_eq!(Header::read(&bytes), Some((header, &b"payload"[..])));
    }

    #[test]
    fn other_bytes_are_no_value() {
        let header = Header { negative: false, fingerprint: 1, generation: 2, expires: 3, load_millis: 4 };
        let bytes = header.write(LeaseToken::random());
        assert_eq!(Header::read(&bytes[..HEADER - 1]), None);
        assert_eq!(Header::read(&[b'x'; HEADER]), None);
        assert_eq!(KeyState::of(Some(LeaseToken::random().lease().to_vec())), KeyState::Leased);
        assert_eq!(KeyState::of(Some(b"F".to_vec())), KeyState::Fenced);
    }
}
