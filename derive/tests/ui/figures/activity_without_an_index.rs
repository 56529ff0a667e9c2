use larder::{Repository, Timestamp};

#[derive(Clone, Repository)]
#[repository(activity = "seen", index("size, seen"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
    seen: Timestamp,
}

larder::register!(Jar);

fn main() {}
