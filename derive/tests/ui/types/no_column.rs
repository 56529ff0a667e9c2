use larder::Repository;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Jam,
}

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    kind: Kind,
}

larder::register!(Jar);

fn main() {}
