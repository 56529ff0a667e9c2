use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[cfg_attr(not(windows), field(length = 20))]
    label: String,
}

larder::register!(Jar);

fn main() {}
