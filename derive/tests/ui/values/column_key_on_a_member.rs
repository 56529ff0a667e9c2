use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
struct Config {
    #[field(unique)]
    rate: i32,
}

fn main() {}
