use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(type = "i32")]
    size: i64,
}

larder::register!(Jar);

fn main() {}
