use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(belongs_to = Lid)]
    lid_id: Option<PotId>,
}

larder::register!(Jar);

fn main() {}
