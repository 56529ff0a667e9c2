use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(text, range(0..))]
    label: String,
}

larder::register!(Jar);

fn main() {}
