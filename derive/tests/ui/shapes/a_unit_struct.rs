use larder::Repository;

#[derive(Clone, Repository)]
struct Jar;

larder::register!(Jar);

fn use_it(_: JarRepository<'_>, _: NewJar, _: JarPatch, _: JarId) {}

fn main() {}
