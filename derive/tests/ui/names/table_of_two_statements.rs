use larder::Repository;

#[derive(Clone, Repository)]
#[repository(table = "tenants;")]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
