use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = [3, 50])]
    label: String,
}

larder::register!(Jar);

fn main() {}
