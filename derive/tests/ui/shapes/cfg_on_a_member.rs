use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[cfg(not(windows))]
    size: i32,
}

larder::register!(Jar);

fn main() {}
