use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(counts = Lid)]
    lids: i64,
}

larder::register!(Jar);

fn main() {}
