use larder::Value;

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Kind {
    Jam = 1,
}

fn main() {}
