use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
#[value(lenght = 20)]
struct Code(String);

fn main() {}
