use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
struct Code<T>(T);

fn main() {}
