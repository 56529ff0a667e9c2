use larder::Repository;

#[derive(Clone, Repository)]
enum Jar {
    Full,
    Empty,
}

#[derive(Clone, Repository)]
struct Lid(i32);

larder::register!(Jar, Lid);

fn main() {}
