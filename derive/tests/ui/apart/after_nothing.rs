use larder::Repository;

#[derive(Clone, Repository)]
#[field(code: String, after = sise, length = 64, secret)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
