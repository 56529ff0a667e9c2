use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(immutable = "yes")]
    size: i32,
}

larder::register!(Jar);

fn main() {}
