use larder::Repository;

#[derive(Clone, Repository)]
#[repository(index("code"))]
#[field(code: String, length = 64, secret)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
