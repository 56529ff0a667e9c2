//! One suite on one server.

use std::fs::File;
use std::process::Command;
use std::time::Instant;

use super::engine::Engine;
use super::report::Outcome;
use super::root::Root;
use super::suite::Suite;
use super::variant::Variant;
use crate::directory;
use crate::servers::{REDIS_PROGRAM, SPREAD, Servers};
use crate::{Result, installation, process};

/// One suite on one server.
pub(super) struct Trial<'a> {
    pub(super) engine: Engine,
    pub(super) suite: Suite,
    pub(super) variant: Variant,
    /// The settings of the tests.
    pub(super) arguments: &'a [String],
}

impl Trial<'_> {
    /// Starts the server, runs the tests with their output in a file, and stops it.
    pub(super) fn run(&self) -> Result<Outcome> {
        let installation = Root::path(self.engine.root())?;
        let version = self.engine.version(&installation)?;
        let server = match self.variant {
            Variant::Usual => version,
            variant => format!("{version}, {}", variant.name()),
        };
        println!("\n==> {} on {server}", self.suite.name());
        let mut sources = self.engine.sources(&installation);
        self.variant.set(&mut sources);
        let (dialects, names) = self.engine.dialects();
        let servers = Servers::start(dialects, &sources)?;
        let log = directory::engine_logs()?.join(self.log_name());
        let output = File::create(&log)?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["test", "--locked", "--no-fail-fast"]).args(self.suite.arguments());
        command.arg("--").args(self.arguments);
        command.envs(servers.exports.iter().cloned()).env("LARDER_TEST_DIALECTS", names);
        if let installation::Installation::Root(root) = &installation {
            command.env(installation::ROOT, root);
        }
        if sources.is_spread {
            command.env(SPREAD, "1");
        }
        if self.engine.is_cache() {
            command.envs(sources.redis.names.iter().map(|name| (REDIS_PROGRAM, name)));
        }
        command.stdout(output.try_clone()?).stderr(output);
        let started = Instant::now();
        let status = process::run(&mut command)?;
        let outcome = Outcome::read(server, self.suite, status.success(), started.elapsed(), log)?;
        println!("{outcome}\n{}", outcome.reasons());
        Ok(outcome)
    }

    fn log_name(&self) -> String {
        format!("{}-{}-{}.log", self.engine.name(), self.suite.name(), self.variant.name())
    }
}
