use larder::Repository;

#[derive(Clone, serde::Serialize, serde::Deserialize, Repository)]
#[repository(cache = "forever")]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
