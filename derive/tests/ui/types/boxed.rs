use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 20)]
    label: Box<str>,
}

larder::register!(Jar);

fn main() {}
