use larder::Value;

#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, Value)]
enum Kind {
    Jam,
}

fn main() {}
