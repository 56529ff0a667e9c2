//! Keys of cached rows.

use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Bytes a key holds without allocating; enough for a tenant and two UUIDs.
const INLINE: usize = 88;

/// Names one cached row: region, tenant, then the parts of its key.
///
/// The rendering is injective: parts are percent-escaped, so two different lists of parts never share a key. Built on
/// the stack unless it is long.
#[derive(Clone)]
pub struct CacheKey {
    region: &'static str,
    tenant_len: u32,
    text: Text,
}

#[derive(Clone)]
enum Text {
    Inline { len: u8, bytes: [u8; INLINE] },
    Heap(Vec<u8>),
}

/// A value that can stand in a key.
pub trait KeyPart {
    /// Writes the value's canonical text, in one or more pieces.
    fn write_part(&self, to: &mut KeyWriter<'_>);

    /// Writes a value that is known to be there.
    #[doc(hidden)]
    fn write_present(&self, to: &mut KeyWriter<'_>) {
        self.write_part(to);
    }

    /// Returns whether the value is missing.
    #[doc(hidden)]
    fn is_missing(&self) -> bool {
        false
    }
}

/// Takes the text of one part of a key and escapes it.
pub struct KeyWriter<'a>(&'a mut Text);

impl KeyWriter<'_> {
    /// Adds text.
    pub fn write(&mut self, text: &str) {
        self.0.push_escaped(text);
    }

    /// Ends this part and begins another.
    pub(crate) fn next(&mut self) {
        self.0.push(b":");
    }
}

impl fmt::Write for KeyWriter<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text);
        Ok(())
    }
}

/// Returns the hexadecimal SHA-256 of a secret, which stands in keys in its place.
#[must_use]
pub fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl CacheKey {
    /// Starts a key of `region`; the tenant is empty for entities that belong to none.
    #[must_use]
    #[inline]
    pub fn new(region: &'static str, tenant: &str) -> Self {
        let mut key = Self { region, tenant_len: 0, text: Text::Inline { len: 0, bytes: [0; INLINE] } };
        key.text.push_escaped(tenant);
        key.tenant_len = u32::try_from(key.text.as_bytes().len()).unwrap_or(u32::MAX);
        key
    }

    /// Starts the key of an alias, such as a unique field, which never equals a primary key's.
    #[must_use]
    #[inline]
    pub fn alias(region: &'static str, tenant: &str, name: &str) -> Self {
        let mut key = Self::new(region, tenant);
        key.text.push(b":~");
        key.text.push_escaped(name);
        key
    }

    /// Adds a part.
    #[must_use]
    pub fn part(mut self, part: impl KeyPart) -> Self {
        self.text.push(b":");
        part.write_part(&mut KeyWriter(&mut self.text));
        self
    }

    /// Adds a part that is known to be there.
    pub(crate) fn present(mut self, part: &impl KeyPart) -> Self {
        self.text.push(b":");
        part.write_present(&mut KeyWriter(&mut self.text));
        self
    }

    /// Adds the digest of a secret part.
    #[must_use]
    pub fn secret(self, secret: &str) -> Self {
        self.part(digest(secret).as_str())
    }

    /// Returns the region's name.
    #[must_use]
    pub fn region(&self) -> &'static str {
        self.region
    }

    /// The key without its region: escaped tenant and parts.
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    #[inline]
    pub(crate) fn tenant_len(&self) -> usize {
        self.tenant_len as usize
    }

    /// Whether it leads to a row by another way than its primary key.
    pub(crate) fn is_alias(&self) -> bool {
        // The parts are escaped, so that none begins with a tilde.
        self.as_bytes()[self.tenant_len()..].starts_with(b":~")
    }

    pub(crate) fn from_bytes(region: &'static str, tenant_len: usize, bytes: &[u8]) -> Option<Self> {
        let tenant_len = u32::try_from(tenant_len).ok().filter(|len| *len as usize <= bytes.len())?;
        let mut text = Text::Inline { len: 0, bytes: [0; INLINE] };
        text.push(bytes);
        Some(Self { region, tenant_len, text })
    }
}

impl PartialEq for CacheKey {
    fn eq(&self, other: &Self) -> bool {
        self.region == other.region && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for CacheKey {}

impl Hash for CacheKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.region.hash(state);
        self.as_bytes().hash(state);
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.region, String::from_utf8_lossy(self.as_bytes()))
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({self})")
    }
}

impl Text {
    #[inline]
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Inline { len, bytes } => &bytes[..usize::from(*len)],
            Self::Heap(bytes) => bytes,
        }
    }

    #[inline]
    fn push(&mut self, more: &[u8]) {
        match self {
            Self::Inline { len, bytes } => {
                let start = usize::from(*len);
                let end = start + more.len();
                if let (Ok(new_len), Some(room)) = (u8::try_from(end), bytes.get_mut(start..end)) {
                    room.copy_from_slice(more);
                    *len = new_len;
                } else {
                    let mut heap = Vec::with_capacity(end.next_power_of_two());
                    heap.extend_from_slice(&bytes[..start]);
                    heap.extend_from_slice(more);
                    *self = Self::Heap(heap);
                }
            }
            Self::Heap(bytes) => bytes.extend_from_slice(more),
        }
    }

    fn push_escaped(&mut self, part: &str) {
        let mut rest = part.as_bytes();
        while let Some(at) = rest.iter().position(|byte| RESERVED[usize::from(*byte)]) {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            self.push(&rest[..at]);
            let byte = usize::from(rest[at]);
            self.push(&[b'%', HEX[byte >> 4], HEX[byte & 15]]);
            rest = &rest[at + 1..];
        }
        self.push(rest);
    }
}

/// Escapes a name as a key's parts are.
pub(crate) fn escaped(name: &str) -> String {
    let mut text = Text::Heap(Vec::with_capacity(name.len()));
    text.push_escaped(name);
    String::from_utf8_lossy(text.as_bytes()).into_owned()
}

/// Separators, the braces of Redis Cluster's hash tags, and what would be unreadable in a monitor.
static RESERVED: [bool; 256] = {
    let mut reserved = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        reserved[byte] = byte <= 0x20 || byte == 0x7f || matches!(byte as u8, b'%' | b':' | b'~' | b'{' | b'}');
        byte += 1;
    }
    reserved
};

impl KeyPart for str {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        to.write(self);
    }
}

impl KeyPart for String {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        to.write(self);
    }
}

impl KeyPart for Uuid {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        // Hexadecimal digits and hyphens need no escape.
        to.0.push(self.hyphenated().encode_lower(&mut Uuid::encode_buffer()).as_bytes());
    }
}

/// A value that may be missing: no text that is there reads like one that is not.
impl<P: KeyPart> KeyPart for Option<P> {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        match self {
            Some(part) => {
                to.write("+");
                part.write_part(to);
            }
            None => to.write("-"),
        }
    }

    fn write_present(&self, to: &mut KeyWriter<'_>) {
        if let Some(part) = self {
            part.write_present(to);
        }
    }

    fn is_missing(&self) -> bool {
        self.is_none()
    }
}

impl KeyPart for Duration {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        self.as_secs().write_part(to);
    }
}

impl KeyPart for Vec<u8> {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        self.as_slice().write_part(to);
    }
}

impl KeyPart for [u8] {
    fn write_part(&self, to: &mut KeyWriter<'_>) {
        for byte in self {
            // The writer never reports an error.
            let _ = write!(to, "{byte:02x}");
        }
    }
}

/// Parts whose canonical text is their `Display`.
macro_rules! displayed_parts {
    ($($part:ty),*) => {$(
        impl KeyPart for $part {
            fn write_part(&self, to: &mut KeyWriter<'_>) {
                // The writer never reports an error.
                let _ = write!(to, "{self}");
            }
        }
    )*};
}

displayed_parts!(bool, char, i16, i32, i64, u16, u32, u64, fmt::Arguments<'_>);

/// Zero is one number, whatever its sign.
macro_rules! float_parts {
    ($($part:ty),*) => {$(
        impl KeyPart for $part {
            fn write_part(&self, to: &mut KeyWriter<'_>) {
                let _ = write!(to, "{}", self + 0.0);
            }
        }
    )*};
}

float_parts!(f32, f64);
