//! Structs that compile, whatever stands around them; a crate of another edition that calls larder otherwise is
//! `careful`.

mod elsewhere;
mod everything;
mod modules;
mod plain;
mod shadowed;
mod shadowed_primitives;
mod values;
