use larder::{Json, Repository};

#[derive(Clone, serde::Serialize, serde::Deserialize, Repository)]
#[repository(cache = "short")]
struct Jar {
    #[field(primary)]
    id: JarId,
    notes: Json,
}

larder::register!(Jar);

fn main() {}
