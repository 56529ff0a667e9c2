use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
enum Kind {
    Jam,
    Other(String),
}

fn main() {}
