use larder::Value;

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Kind {
    #[value(jam)]
    Jam,
}

fn main() {}
