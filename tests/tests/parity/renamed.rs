//! `#[repository(crate = "…")]`: the runtime under another name. That it compiles is the test.

mod store {
    pub(super) extern crate larder as pantry;
}

mod models {
    use super::store::pantry;

    pantry::enum_type! {
        pub enum JarKind { Jam => "jam", Honey => "honey" }
    }

    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, pantry::Repository)]
    #[repository(
        crate = "crate::renamed::store::pantry",
        cache = "short",
        index("kind"),
        index(search = "label"),
        version = "version"
    )]
    pub struct Jar {
        #[field(primary)]
        pub id: JarId,
        #[field(unique, pattern = "^[a-z]+$", length = 20)]
        pub code: String,
        #[field(values("jam", "honey"), default = "jam")]
        pub kind: JarKind,
        #[field(length = 50)]
        pub label: String,
        #[field(range(0..=1))]
        pub filled: Option<f64>,
        #[field(default = {})]
        #[serde(with = "pantry::json")]
        pub notes: pantry::Json,
        #[field(length = 40, default_sql = "'none'")]
        pub shelf: String,
        #[field(generated(postgres = "char_length(label)", mysql = "char_length(label)", sqlite = "length(label)"))]
        pub letters: i32,
        #[field(default = 1)]
        pub version: i64,
        #[field(default = now, immutable)]
        pub created_at: pantry::Timestamp,
    }

    pantry::register!(Jar);
}
