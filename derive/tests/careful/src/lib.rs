//! A library of an older edition with every lint on. Its name for larder is `database`.

#![deny(missing_docs, unsafe_code, warnings, unused, missing_debug_implementations, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic)]

/// Entities of this crate.
pub mod entities {
    use database::{Repository, Timestamp, Value};
    use serde::{Deserialize, Serialize};

    /// What is in it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Value)]
    #[value(crate = "database")]
    pub enum Kind {
        /// Fruit.
        Jam,
        /// None.
        Honey,
    }

    /// A word in small letters.
    #[derive(Debug, Clone, PartialEq, Eq, Value)]
    #[value(crate = "database", length = 20)]
    pub struct Word(pub String);

    /// A jar on a shelf.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
    #[repository(
        crate = "database",
        cache = "short",
        index("kind, made_at desc"),
        index(search = "notes"),
        version = "revision"
    )]
    #[field(code: String, unique, length = 64, secret)]
    #[field(opened_at: Option<Timestamp>, volatile)]
    pub struct Jar {
        /// Its key.
        #[field(primary)]
        pub id: JarId,
        /// What stands on it.
        #[field(length(1..=20), pattern = "^[a-z]+$", unique)]
        pub label: String,
        /// A word.
        #[field(type = "string")]
        pub word: Word,
        /// What is in it.
        #[field(default = Kind::Jam)]
        pub kind: Kind,
        /// What is to say.
        #[field(text, default = "")]
        pub notes: String,
        /// How often it was changed.
        #[field(default = 0)]
        pub revision: i64,
        /// When it was filled.
        #[field(default = now, immutable)]
        pub made_at: Timestamp,
    }

    database::register!(Jar);
}
