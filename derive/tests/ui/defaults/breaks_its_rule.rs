use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(range(1..), default = 0)]
    size: i32,
}

larder::register!(Jar);

fn main() {}
