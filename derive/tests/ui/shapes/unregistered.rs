use larder::{Repository, Uuid};

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: Uuid,
    #[field(length = 20)]
    label: String,
}

fn main() {}
