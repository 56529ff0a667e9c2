use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
struct Config {
    #[field(email)]
    rate: i32,
}

fn main() {}
