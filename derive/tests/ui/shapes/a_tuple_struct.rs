use larder::Repository;

#[derive(Clone, Repository)]
struct Jar(i32);

larder::register!(Jar);

fn use_it(_: JarRepository<'_>, _: NewJar, _: JarPatch, _: JarId) {}

fn main() {}
