use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(default = "yes")]
    open: bool,
}

larder::register!(Jar);

fn main() {}
