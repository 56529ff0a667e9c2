use larder::{Repository, Timestamp};

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(past, future)]
    at: Timestamp,
}

larder::register!(Jar);

fn main() {}
