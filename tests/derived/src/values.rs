//! What the columns hold beside numbers and text.

use larder::{IntoOption, Value};
use serde::{Deserialize, Serialize};

/// What a tenant pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum TenantPlan {
    Free,
    Basic,
    Premium,
    Enterprise,
}

/// Whether a tenant may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum TenantStatus {
    Active,
    Suspended,
    Deleted,
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum UserRole {
    User,
    Admin,
    SuperAdmin,
}

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum UserStatus {
    Active,
    Inactive,
    Banned,
}

/// Whether a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum ConversationStatus {
    Active,
    Archived,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum MessageRole {
    User,
    Assistant,
    System,
}

/// How it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum MessageModality {
    Text,
    Voice,
    Image,
}

/// Whether a document is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum DocumentStatus {
    Active,
    Archived,
    Deleted,
}

/// Whether a key opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum ApiKeyStatus {
    Active,
    Revoked,
    Expired,
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Value)]
pub enum VoiceSessionStatus {
    Active,
    Completed,
    Failed,
    Cancelled,
}

/// A passage of a document that an answer rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Value)]
pub struct Reference {
    pub document_id: String,
    #[serde(default)]
    pub chunk_id: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[field(range(0.0..=1.0))]
    pub score: f64,
    #[serde(default)]
    pub snippet: Option<String>,
}

impl Reference {
    /// Creates a reference without what may be absent.
    #[must_use]
    pub fn new(document_id: impl Into<String>, score: f64) -> Self {
        Self { document_id: document_id.into(), score, chunk_id: None, title: None, url: None, snippet: None }
    }

    /// Sets the title.
    #[must_use]
    pub fn title(self, title: impl IntoOption<String>) -> Self {
        Self { title: title.into_option(), ..self }
    }
}

/// How the audio of a voice session is sampled and understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Value)]
pub struct VoiceConfig {
    #[field(one_of(8000, 16000, 22050, 44100, 48000))]
    #[serde(default)]
    pub sample_rate: Option<i32>,
    #[field(range(1..=2))]
    #[serde(default)]
    pub channels: Option<i32>,
    #[field(one_of("zh-CN", "en-US", "ja-JP", "ko-KR"))]
    #[serde(default)]
    pub language: Option<String>,
}

impl VoiceConfig {
    /// Creates a configuration that says nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how often a second the audio is sampled.
    #[must_use]
    pub fn sample_rate(self, sample_rate: impl IntoOption<i32>) -> Self {
        Self { sample_rate: sample_rate.into_option(), ..self }
    }

    /// Sets whether the audio is mono or stereo.
    #[must_use]
    pub fn channels(self, channels: impl IntoOption<i32>) -> Self {
        Self { channels: channels.into_option(), ..self }
    }

    /// Sets what is spoken.
    #[must_use]
    pub fn language(self, language: impl IntoOption<String>) -> Self {
        Self { language: language.into_option(), ..self }
    }
}
