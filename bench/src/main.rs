//! Ratios of larder's repositories to hand-written sqlx, interleaved in one run.
//!
//! `cargo run --release -p bench -- <database url>`: get, insert and patch of a tenant, PostgreSQL or SQLite, and
//! cached against uncached reads. `cargo run --release -p bench -- models <count>`: prints a models.toml of that many
//! entities, to time the generator with.

mod contender;
mod measure;
mod operation;
mod rivals;
mod synthetic;

use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["models", count] => print!("{}", synthetic::models(count.parse()?)),
        [url] => measure::run(url).await?,
        _ => return Err("usage: bench <database url> | bench models <count>".into()),
    }
    Ok(())
}
