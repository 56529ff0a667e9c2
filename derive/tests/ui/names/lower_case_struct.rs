use larder::Repository;

#[allow(non_camel_case_types)]
#[derive(Clone, Repository)]
struct jam_jar {
    #[field(primary)]
    id: larder::Uuid,
}

larder::register!(jam_jar);

fn main() {}
