use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    createdAt: i32,
}

larder::register!(Jar);

fn main() {}
