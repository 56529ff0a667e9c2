use larder::Repository;

#[derive(Clone, Repository)]
#[repository(aggregate(stats, total = "sum(label)"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(length = 20)]
    label: String,
}

larder::register!(Jar);

fn main() {}
