use larder::{Repository, Timestamp};

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(volatile)]
    opened_at: Option<Timestamp>,
    #[field(text, deprecated)]
    old: Option<String>,
}

larder::register!(Jar);

fn main() {}
