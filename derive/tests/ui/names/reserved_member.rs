use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    validate: bool,
}

larder::register!(Jar);

fn main() {}
