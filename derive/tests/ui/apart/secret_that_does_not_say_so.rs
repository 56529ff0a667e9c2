use larder::{Repository, Secret};

#[derive(Clone, Repository)]
#[field(code: Secret<String>, volatile, length = 64)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
