use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(custom = crate::even)]
    size: i32,
}

larder::register!(Jar);

fn main() {}
