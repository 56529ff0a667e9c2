use larder::Repository;

#[derive(Clone, Repository)]
struct Jar<'a> {
    #[field(primary)]
    id: JarId,
    #[field(length = 20)]
    label: &'a str,
}

fn main() {}
