//! The arguments of `cargo xtask engines`.

use super::engine::Engine;
use super::suite::Suite;
use super::trial::Trial;
use super::variant::Variant;
use crate::Result;

pub(crate) const USAGE: &str = "cargo xtask engines [mysql|postgres|mariadb|valkey|redis|citus]… [--suite NAME]… [--variant NAME]… \
                                [--prepare] [--keep] [--fresh] [-- arguments of the tests]";

/// What the command line asks for; all of a kind where it names none.
pub(super) struct Arguments {
    pub(super) engines: Vec<Engine>,
    suites: Vec<Suite>,
    variants: Vec<Variant>,
    pub(super) only_prepare: bool,
    /// Whether the servers are started and left running instead.
    keeps: bool,
    /// Whether folders that were prepared before are made anew.
    pub(super) fresh: bool,
    rest: Vec<String>,
}

impl Arguments {
    pub(super) fn read(arguments: &[String]) -> Result<Self> {
        let (mut engines, mut suites, mut variants) = (Vec::new(), Vec::new(), Vec::new());
        let (mut only_prepare, mut keeps, mut fresh) = (false, false, false);
        let mut arguments = arguments.iter();
        let mut rest = Vec::new();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--prepare" => only_prepare = true,
                "--keep" => keeps = true,
                "--fresh" => fresh = true,
                "--suite" => suites.push(named(arguments.next(), Suite::of, &Suite::ALL.map(Suite::name))?),
                "--variant" => {
                    variants.push(named(arguments.next(), Variant::of, &Variant::ALL.map(Variant::name))?);
                }
                "--" => rest.extend(arguments.by_ref().cloned()),
                _ => engines.push(Engine::of(argument).ok_or_else(|| format!("usage: {USAGE}"))?),
            }
        }
        if engines.is_empty() {
            engines.extend(Engine::ALL);
        }
        if suites.is_empty() {
            suites.extend(Suite::ALL);
        }
        Ok(Self { engines, suites, variants, only_prepare, keeps, fresh, rest })
    }

    /// Returns the one server that is to be left running; where none is, suites are run.
    pub(super) fn kept(&self) -> Result<Option<(Engine, Variant)>> {
        match (self.keeps, self.engines.as_slice(), self.variants.as_slice()) {
            (false, ..) => Ok(None),
            (true, [engine], []) => Ok(Some((*engine, Variant::Usual))),
            (true, [engine], [variant]) => Ok(Some((*engine, *variant))),
            _ => Err("`--keep` takes one server, set up in one way".into()),
        }
    }

    /// Returns what is to be run: each suite on each server set up as usual, and the behaviour of the unusual ones.
    pub(super) fn trials(&self) -> impl Iterator<Item = Trial<'_>> {
        let variants = |suite| match (self.variants.as_slice(), suite) {
            ([], Suite::Behaviour) => {
                &[Variant::Usual, Variant::Unusual, Variant::RequirePrimaryKey, Variant::PreparedStatements][..]
            }
            ([], Suite::Core) => &[Variant::Usual, Variant::Unusual][..],
            ([], _) => &[Variant::Usual][..],
            (chosen, _) => chosen,
        };
        let all = self.engines.iter().flat_map(move |&engine| {
            let suites = self.suites.iter().filter(move |suite| suite.concerns(engine));
            suites.flat_map(move |&suite| variants(suite).iter().map(move |&variant| (engine, suite, variant)))
        });
        all.filter(|(engine, _, variant)| variant.concerns(*engine)).map(|(engine, suite, variant)| Trial {
            engine,
            suite,
            variant,
            arguments: &self.rest,
        })
    }
}

fn named<T>(name: Option<&String>, of: impl Fn(&str) -> Option<T>, all: &[&str]) -> Result<T> {
    name.and_then(|name| of(name)).ok_or_else(|| format!("expected one of {}", all.join(", ")).into())
}
