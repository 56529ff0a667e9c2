use larder::Repository;

#[derive(Clone, Repository)]
#[repository(soft_delete = "gone")]
struct Jar {
    #[field(primary)]
    id: JarId,
    gone: bool,
}

larder::register!(Jar);

fn main() {}
