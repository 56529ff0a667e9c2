//! Bytes as text that is safe in a URL, a header and a cookie.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the bytes in the alphabet of base64url, without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| (word << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for nth in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(word >> (18 - 6 * nth)) as usize & 63]));
        }
    }
    text
}

/// Returns the bytes of such a text; `None` for another one.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut word = 0_u32;
        for byte in chunk {
            let value = ALPHABET.iter().position(|letter| letter == byte)?;
            word = (word << 6) | u32::try_from(value).ok()?;
        }
        word <<= 6 * (4 - chunk.len());
        let [_, decoded @ ..] = word.to_be_bytes();
        bytes.extend_from_slice(decoded.get(..chunk.len().checked_sub(1).filter(|length| *length > 0)?)?);
    }
    Some(bytes)
}
