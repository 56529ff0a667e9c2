use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: Option<Option<i32>>,
}

larder::register!(Jar);

fn main() {}
