use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(belongs_to = Lid, on_delete = "set_null")]
    lid_id: larder::Uuid,
}

larder::register!(Jar);

fn main() {}
