use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
enum Kind {
    Jam,
}

fn main() {}
