use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
    #[field(was = "size")]
    width: i32,
}

larder::register!(Jar);

fn main() {}
