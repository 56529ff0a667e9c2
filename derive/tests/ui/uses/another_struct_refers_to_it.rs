use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    label: String,
}

#[derive(Clone, Repository)]
struct Lid {
    #[field(primary)]
    id: LidId,
    #[field(belongs_to = Jar)]
    jar_id: JarId,
}

larder::register!(Jar, Lid);

async fn use_it(lids: LidRepository<'_>, jar: &Jar) -> larder::Result<Lid> {
    lids.create(NewLid::new(jar)).await
}

fn main() {}
