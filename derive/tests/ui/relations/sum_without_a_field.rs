use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(default = 0, sums = "words")]
    words: i64,
}

larder::register!(Jar);

fn main() {}
