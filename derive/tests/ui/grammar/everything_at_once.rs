use larder::Repository;

#[derive(Clone, Repository)]
#[repository(tabel = "jars", index("labl"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(uniqe, length = 20)]
    label: String,
    #[field(length(5..3))]
    code: String,
    #[field(range(5..=1))]
    size: i32,
    pair: (i32, i32),
}

larder::register!(Jar);

fn main() {}
