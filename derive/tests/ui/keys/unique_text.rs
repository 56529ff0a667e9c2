use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(unique, text)]
    label: String,
}

larder::register!(Jar);

fn main() {}
