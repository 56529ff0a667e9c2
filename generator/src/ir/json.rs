//! A small JSON value for defaults.

/// A JSON value whose objects keep the order of their definition.
///
/// Of its own because the generator's core is built into the derive macro, which carries no JSON library.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}
