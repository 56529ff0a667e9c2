use larder::Repository;

#[derive(Clone, Repository)]
#[field(old: i32, deprecated)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
