//! Definitions that several tests start from.
#![allow(dead_code, reason = "each test file uses some of them")]

use std::collections::BTreeMap;

use larder_generator::ir::Schema;
use larder_generator::sql::{Folder, Migration};

/// The entities of VoiceHelper as its first eight migrations have them.
pub(crate) const VOICEHELPER: &str = include_str!("../cases/voicehelper.toml");

/// Reserved words, every type, keys that one engine has no words for, names over the limit.
pub(crate) const EDGE_CASES: &str = include_str!("../cases/edge_cases.toml");

pub(crate) fn schema(text: &str) -> Schema {
    match larder_generator::read(text, "models.toml") {
        Ok(definition) => definition.schema,
        Err(diagnostics) => panic!("{}", diagnostics.render(larder_generator::diagnostic::Paint::Plain)),
    }
}

pub(crate) fn voicehelper() -> Schema {
    schema(VOICEHELPER)
}

pub(crate) fn edge_cases() -> Schema {
    schema(EDGE_CASES)
}

/// The folder as it stands after these migrations were written.
pub(crate) fn written(migrations: &[Migration]) -> Folder {
    let folder = |migration: &Migration| (migration.plan.id.clone(), BTreeMap::clone(&migration.files));
    migrations.iter().map(folder).collect()
}
