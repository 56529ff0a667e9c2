use larder::Repository;

#[derive(Clone, Repository)]
#[repository(aggregate(stats, total = "sum"))]
struct Jar {
    #[field(primary)]
    id: JarId,
    size: i32,
}

larder::register!(Jar);

fn main() {}
