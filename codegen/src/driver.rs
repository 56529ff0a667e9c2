//! The drivers that codegen was installed with.

#[cfg(feature = "database")]
use larder_format::Dialect;
use larder_generator::sql::Problem;

/// Returns the problem of a command that needs a driver, where there is none at all.
#[cfg(not(feature = "database"))]
pub(crate) fn none(command: &str) -> Problem {
    let message = format!("`{command}` needs a database driver, and this codegen was installed without one");
    let others = "`mysql` and `sqlite` are the other drivers, and `tls` encrypts the connection";
    Problem::new("D0107", message).help(format!("{}; {others}", install("postgres")))
}

/// Returns the problem of a command that needs the driver `feature`, where it is not among those there are.
pub(crate) fn missing(command: &str, feature: &str) -> Problem {
    let message = format!("{command} needs the feature `{feature}`, and this codegen was installed without it");
    Problem::new("D0107", message).help(install(feature))
}

/// Refuses a database whose driver codegen was installed without; a URL of no known scheme is left to larder.
///
/// # Errors
///
/// The driver is missing.
#[cfg(feature = "database")]
pub(crate) fn check(url: &str) -> Result<(), Problem> {
    let Some(dialect) = Dialect::of_url(url) else { return Ok(()) };
    let is_installed = match dialect {
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::MySql => cfg!(feature = "mysql"),
        Dialect::Sqlite => cfg!(feature = "sqlite"),
    };
    if is_installed { Ok(()) } else { Err(missing(dialect.title(), dialect.as_str())) }
}

/// Returns the order that installs codegen with the features it has and one more.
fn install(feature: &str) -> String {
    let installed = [
        (cfg!(feature = "mysql"), "mysql"),
        (cfg!(feature = "postgres"), "postgres"),
        (cfg!(feature = "redis"), "redis"),
        (cfg!(feature = "sqlite"), "sqlite"),
        (cfg!(feature = "tls"), "tls"),
    ];
    let mut features: Vec<_> = installed.into_iter().filter_map(|(is_there, name)| is_there.then_some(name)).collect();
    features.push(feature);
    let features = features.join(",");
    format!("run `cargo install --locked --profile tool --path <larder>/codegen --features {features}`")
}
