//! The runtime behind a path of the application's own.

#![allow(dead_code, reason = "compiled only")]
#![deny(warnings)]

pub(crate) mod database {
    pub(crate) use ::larder as engine;
}

#[derive(Debug, Clone, Copy, PartialEq, database::engine::Value)]
#[value(crate = "crate::elsewhere::database::engine")]
enum Kind {
    Jam,
}

#[derive(Debug, Clone, database::engine::Repository)]
#[repository(crate = "crate::elsewhere::database::engine")]
pub struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(default = "jam")]
    kind: Kind,
}

database::engine::register!(Jar);

#[test]
fn values_know_their_texts_and_rules() {
    assert_eq!(Kind::Jam.as_str(), "jam");
}
