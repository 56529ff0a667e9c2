//! The languages of messages.

/// A language that messages exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Returns the language of a BCP 47 tag such as `zh-CN` or of an `Accept-Language` header; English when there is no
    /// other match.
    ///
    /// The header's first known language wins; its quality values are not weighed.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        tag.split(',').find_map(Self::known).unwrap_or_default()
    }

    fn known(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', ';']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}
