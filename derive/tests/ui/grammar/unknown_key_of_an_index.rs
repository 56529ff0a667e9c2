use larder::Repository;

#[derive(Clone, Repository)]
#[repository(index("size", wher = "size > 0"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
