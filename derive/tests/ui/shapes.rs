use larder::Repository;

#[derive(Clone, Repository)]
#[repository(crate = "not a path")]
struct Tin {
    #[field(primary)]
    id: TinId,
}

#[derive(Clone, Repository)]
#[repository(table)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 20, pattern("^a$"))]
    label: String,
    #[field(range(3..5))]
    size: i32,
    pair: (i32, i32),
}

larder::register!(Tin, Jar);

fn main() {}
