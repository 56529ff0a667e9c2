//! The runtime behind a path of the application's own.

#![deny(warnings)]

mod database {
    pub use ::larder as engine;
}

#[derive(Debug, Clone, Copy, PartialEq, database::engine::Value)]
#[value(crate = "crate::database::engine")]
enum Kind {
    Jam,
}

#[derive(Debug, Clone, database::engine::Repository)]
#[repository(crate = "crate::database::engine")]
pub struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(default = "jam")]
    kind: Kind,
}

database::engine::register!(Jar);

fn main() {
    assert_eq!(Kind::Jam.as_str(), "jam");
}
