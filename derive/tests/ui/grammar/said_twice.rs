use larder::Repository;

#[derive(Clone, Repository)]
#[repository(table = "jars")]
#[repository(index("size"), table = "pots")]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(range(0..), range(1..))]
    size: i32,
}

larder::register!(Jar);

fn main() {}
