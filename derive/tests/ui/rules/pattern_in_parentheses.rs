use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 20, pattern("^a$"))]
    label: String,
}

larder::register!(Jar);

fn main() {}
