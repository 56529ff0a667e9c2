use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(uniqe, length = 20)]
    label: String,
}

larder::register!(Jar);

fn use_it(_: JarRepository<'_>, _: NewJar, _: JarPatch, _: JarId) {}

fn main() {}
