use larder::Repository;

#[derive(Clone, Repository)]
#[field(label: String, length = 20)]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
