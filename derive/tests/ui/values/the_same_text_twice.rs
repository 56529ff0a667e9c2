use larder::Value;

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Kind {
    Jam,
    #[value("jam")]
    Jelly,
}

fn main() {}
