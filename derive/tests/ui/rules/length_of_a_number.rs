use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 20)]
    size: i32,
}

larder::register!(Jar);

fn main() {}
