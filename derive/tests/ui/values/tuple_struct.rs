use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
struct Pair(i32, i32);

fn main() {}
