use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
#[value(length(3..=50), range(0..))]
struct Code(String);

fn main() {}
