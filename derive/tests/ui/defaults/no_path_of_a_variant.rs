use larder::{Repository, Value};

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Kind {
    Jam,
}

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(default = Kind::Jamm)]
    kind: Kind,
}

larder::register!(Jar);

fn main() {}
