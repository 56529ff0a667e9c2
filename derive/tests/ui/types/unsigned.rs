use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: u32,
}

larder::register!(Jar);

fn main() {}
