use larder::{Json, Repository};

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(default = { a = 1 })]
    extra: Json,
}

larder::register!(Jar);

fn main() {}
