use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 64, unique = "global", secret)]
    code: String,
}

larder::register!(Jar);

fn use_it(jars: JarRepository<'_>, id: JarId) {
    drop(jars.code(id));
}

fn main() {}
