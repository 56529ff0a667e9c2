use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length(5..=3))]
    label: String,
}

larder::register!(Jar);

fn main() {}
