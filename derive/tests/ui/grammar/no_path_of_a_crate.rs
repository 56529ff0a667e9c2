use larder::Repository;

#[derive(Clone, Repository)]
#[repository(crate = "not a path")]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 20)]
    label: String,
}

larder::register!(Jar);

fn main() {}
