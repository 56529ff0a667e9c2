use larder::Repository;

#[derive(Clone, Repository)]
struct Host {
    #[field(primary)]
    id: HostId,
    #[field(native(postgres = "citext", mysql = "VARCHAR(100)"))]
    email: String,
    #[field(type = "i16", native(postgres = "smallint", mysql = "TINYINT", sqlite = "TINYINT"))]
    level: i16,
}

larder::register!(Host);

fn main() {}
