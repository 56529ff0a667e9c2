use larder::Repository;

#[derive(Clone, Repository)]
struct Jar<T> {
    #[field(primary)]
    id: JarId,
    #[field(length = 20)]
    label: String,
    filling: T,
}

fn main() {}
