use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(unique)]
    label: Vec<u8>,
}

larder::register!(Jar);

fn main() {}
