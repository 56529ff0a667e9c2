//! PostgreSQL as compose.yaml starts it, with VoiceHelper's tables, and Redis.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::Throwaway;

pub(crate) struct Servers {
    postgres: Throwaway,
    redis: String,
}

impl Servers {
    pub(crate) fn start() -> Self {
        let mut postgres = Throwaway::postgres().unwrap();
        psql(&postgres.url(), &["-c", "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"]);
        postgres.kill_and_restart().unwrap();
        psql(&postgres.url(), &["-c", "CREATE ROLE voicehelper SUPERUSER LOGIN", "-c", "CREATE DATABASE voicehelper"]);
        let url = postgres.url().replace("/postgres", "/voicehelper").replace("//postgres", "//voicehelper");
        psql(&url, &["-f", &root().join("deploy/postgres/statements.sql").display().to_string()]);
        for migration in migrations() {
            psql(&url, &["-f", &migration.display().to_string()]);
        }
        let redis = std::env::var("LARDER_TEST_REDIS_URL").expect("PostgreSQL's tests run beside Redis");
        Self { postgres, redis }
    }

    /// Runs a command of the page on these servers and returns what it prints.
    pub(crate) fn run(&self, command: &str) -> String {
        let command = command
            .replace("localhost -p 5432", &place(&self.postgres.url()))
            .replace("localhost -p 6379", &place(&self.redis));
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{command}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Returns `host -p port` of a URL.
fn place(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap();
    let address = rest.split('/').next().and_then(|login| login.rsplit('@').next()).unwrap();
    let (host, port) = address.rsplit_once(':').unwrap();
    format!("{host} -p {port}")
}

fn psql(url: &str, arguments: &[&str]) {
    let output =
        Command::new("psql").args(["-q", "-v", "ON_ERROR_STOP=1", "-d", url]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn migrations() -> Vec<PathBuf> {
    let folders = fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path());
    let mut scripts: Vec<PathBuf> =
        folders.map(|folder| folder.join("postgres.up.sql")).filter(|file| file.exists()).collect();
    scripts.sort();
    scripts
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
