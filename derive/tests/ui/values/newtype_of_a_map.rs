use larder::Value;

#[derive(Debug, Clone, PartialEq, Value)]
struct Sizes(std::collections::BTreeMap<String, i64>);

fn main() {}
