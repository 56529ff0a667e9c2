//! VoiceHelper's persistence layer, told as one story: `cargo run -p voicehelper [-- --json]`.
//!
//! `DATABASE_URL` and `REDIS_URL` choose the engines; without them it runs on an SQLite file and the in-process cache.

mod narrator;
mod story;

use std::process::ExitCode;

use narrator::Narrator;

#[tokio::main]
async fn main() -> ExitCode {
    let narrator = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => Narrator::prose(),
        [flag] if flag == "--json" => Narrator::json(),
        _ => {
            eprintln!("usage: cargo run -p voicehelper [-- --json]");
            return ExitCode::from(2);
        }
    };
    match story::tell(&narrator).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
