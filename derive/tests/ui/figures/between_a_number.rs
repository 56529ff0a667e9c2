use larder::Repository;

#[derive(Clone, Repository)]
#[repository(aggregate(stats, between = "size", all = "count()"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
