use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(primary)]
    shelf: i32,
}

larder::register!(Jar);

fn main() {}
