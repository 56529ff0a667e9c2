use larder::Repository;

larder::enum_type! {
    enum JarKind { Jam => "jam", Honey => "honey" }
}

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(values("jam", "honey"), default = "jamm")]
    kind: JarKind,
}

larder::register!(Jar);

fn main() {}
