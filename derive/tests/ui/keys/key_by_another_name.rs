use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: PotId,
}

larder::register!(Jar);

fn main() {}
