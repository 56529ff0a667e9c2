//! Bytes that go when one of their tags is cleared.

use super::cached::Payload;

/// The bytes of an arbitrary value, with its tags as they were when it was made.
pub(crate) struct Tagged {
    pub(crate) tags: Vec<Tag>,
    pub(crate) bytes: Vec<u8>,
}

/// A tag of a value, as it stands in keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    /// What Redis called it, another number after it was cleared; zero without Redis.
    pub(crate) generation: u64,
    /// The same in this process.
    pub(crate) epoch: u64,
}

impl Tag {
    /// How a tag stands in process of which that was not noted.
    pub(crate) const UNKNOWN: u64 = u64::MAX;
}

impl Payload for Tagged {
    const FINGERPRINT: u64 = u64::from_be_bytes(*b"tagged 1");

    fn encode(&self, mut into: Vec<u8>) -> Option<Vec<u8>> {
        into.extend_from_slice(&u16::try_from(self.tags.len()).ok()?.to_be_bytes());
        for tag in &self.tags {
            into.extend_from_slice(&u16::try_from(tag.name.len()).ok()?.to_be_bytes());
            into.extend_from_slice(tag.name.as_bytes());
            into.extend_from_slice(&tag.generation.to_be_bytes());
        }
        into.extend_from_slice(&self.bytes);
        Some(into)
    }

    fn decode(bytes: &[u8], _region: &'static str) -> Option<Self> {
        let (count, mut rest) = bytes.split_first_chunk::<2>()?;
        let mut tags = Vec::new();
        for _ in 0..u16::from_be_bytes(*count) {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let (name, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            let (generation, after) = after.split_first_chunk::<8>()?;
            let name = std::str::from_utf8(name).ok()?.to_owned();
            tags.push(Tag { name, generation: u64::from_be_bytes(*generation), epoch: Tag::UNKNOWN });
            rest = after;
        }
        Some(Self { tags, bytes: rest.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Payload as _, Tag, Tagged};

    #[test]
    fn tags_come_back_with_the_bytes() {
        let tags = vec![
            Tag { name: "shop".to_owned(), generation: 7, epoch: Tag::UNKNOWN },
            Tag { name: String::new(), generation: u64::MAX, epoch: Tag::UNKNOWN },
        ];
        for tags in [tags, Vec::new()] {
            let bytes = Tagged { tags: tags.clone(), bytes: b"value".to_vec() }.encode(Vec::new()).unwrap();
            let read = Tagged::decode(&bytes, "").unwrap();
            assert_eq!((read.tags, &*read.bytes), (tags, &b"value"[..]));
            assert!((0..bytes.len() - 5).all(|end| Tagged::decode(&bytes[..end], "").is_none()));
        }
    }
}
