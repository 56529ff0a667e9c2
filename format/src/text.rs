//! The text of a file, whatever an editor or a checkout made of its line ends.

use std::borrow::Cow;

/// Returns `text` without a byte order mark, and with LF for every line end: what a file means, and what a value that
/// spans lines holds, is the same on every checkout.
#[must_use]
pub fn normal(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}
