use larder::{Json, Repository, Timestamp};

#[derive(Repository)]
pub struct Pair(i32, i32);

#[derive(Repository)]
#[repository(cache = "short")]
#[field(size: i32, after = lable)]
pub struct Jar<'a> {
    #[field(primary)]
    pub id: JarId,
    #[field(belongs_to = Jar)]
    pub lid_id: Option<LidId>,
    #[field(length = 64, secret)]
    pub code: String,
    #[field(volatile)]
    pub opened_at: Option<Timestamp>,
    pub extra: Json,
    #[cfg(feature = "labels")]
    #[field(length = 20)]
    pub label: String,
}

/// Enums and newtypes have serde's traits from `Value`; a struct of JSON derives them itself.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, Deserialize, larder::Value)]
pub enum Season {
    Warm,
    Cold,
}

#[derive(Debug, Clone, PartialEq, Serialize, Value)]
pub struct Nickname(pub String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Value)]
pub struct Address {
    pub street: String,
}
