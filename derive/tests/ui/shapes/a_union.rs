use larder::Repository;

#[derive(Clone, Copy, Repository)]
union Jar {
    size: i32,
    count: u32,
}

larder::register!(Jar);

fn use_it(_: JarRepository<'_>, _: NewJar, _: JarPatch, _: JarId) {}

fn main() {}
