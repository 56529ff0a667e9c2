use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    bytes: [u8; 4],
}

larder::register!(Jar);

fn main() {}
