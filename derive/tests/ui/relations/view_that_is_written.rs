use larder::Repository;

#[derive(Clone, Repository)]
#[repository(view = "jars", soft_delete = "gone_at")]
struct Jar {
    #[field(primary)]
    id: JarId,
    gone_at: Option<larder::Timestamp>,
}

larder::register!(Jar);

fn main() {}
