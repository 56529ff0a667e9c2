use larder::Repository;

#[derive(Clone, Repository)]
struct Jar<T> {
    #[field(primary)]
    id: JarId,
    filling: T,
}

fn main() {}
