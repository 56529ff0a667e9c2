use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(belongs_to = Lid, on_delete = "set_default")]
    lid: larder::Uuid,
    #[field(on_update = "cascade")]
    size: i32,
}

larder::register!(Jar);

fn main() {}
