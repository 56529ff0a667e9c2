use larder::Repository;

#[derive(Clone, Repository)]
enum Jar {
    Full,
    Empty,
}

larder::register!(Jar);

fn use_it(_: JarRepository<'_>, _: NewJar, _: JarPatch, _: JarId) {}

fn main() {}
