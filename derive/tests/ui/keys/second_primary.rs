use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(primary)]
    other: larder::Uuid,
}

larder::register!(Jar);

fn main() {}
