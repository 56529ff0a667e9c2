use larder::Repository;

#[derive(Clone, Repository)]
#[repository(index("size desc, day"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
    day: i32,
}

larder::register!(Jar);

fn main() {}
