use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(tenant, length = 50)]
    tenant_id: String,
}

larder::register!(Jar);

fn main() {}
