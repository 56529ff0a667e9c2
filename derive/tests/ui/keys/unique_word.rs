use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(unique = "globally", length = 20)]
    label: String,
}

larder::register!(Jar);

fn main() {}
