use larder::Repository;

#[derive(Debug, Clone, PartialEq)]
struct Code(String);

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(type = "Code")]
    code: Code,
}

larder::register!(Jar);

fn main() {}
