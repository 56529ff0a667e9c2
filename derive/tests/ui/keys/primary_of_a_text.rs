use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary, length = 20)]
    label: String,
}

larder::register!(Jar);

fn main() {}
