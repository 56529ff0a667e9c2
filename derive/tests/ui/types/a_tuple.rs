use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    pair: (i32, i32),
}

larder::register!(Jar);

fn main() {}
