use larder::Repository;

#[derive(Clone, Repository)]
#[repository(index("size asc nulls last"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
