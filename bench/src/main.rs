//! Ratios of larder's repositories to hand-written sqlx, interleaved in one run.
//!
//! `cargo run --release -p bench -- <database url>`: get, insert and patch of a tenant, and cached against
//! uncached reads.

mod contender;
mod measure;
mod operation;
mod rivals;

use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [url] => measure::run(url).await?,
        _ => return Err("usage: bench <database url>".into()),
    }
    Ok(())
}
