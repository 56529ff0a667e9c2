use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    sizes: std::collections::BTreeMap<String, i64>,
}

larder::register!(Jar);

fn main() {}
