use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    label: String,
}

larder::register!(Jar);

fn use_it(jars: JarRepository<'_>) {
    drop(jars.create(NewJar::new("plum")));
}

fn main() {}
