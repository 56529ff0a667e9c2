use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(range = [0, 5])]
    size: i32,
}

larder::register!(Jar);

fn main() {}
