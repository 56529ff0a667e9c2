use larder::Value;

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Kind {
    #[value("")]
    Jam,
}

fn main() {}
