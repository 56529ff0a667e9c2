use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary, text)]
    label: String,
}

larder::register!(Jar);

fn main() {}
