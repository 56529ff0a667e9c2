//! The story alone, for packages that bring their own models: tests/derived/story.

mod narrator;
mod story;

use std::process::ExitCode;

use narrator::Narrator;

#[tokio::main]
async fn main() -> ExitCode {
    let is_json = std::env::args().nth(1).is_some_and(|flag| flag == "--json");
    let narrator = if is_json { Narrator::json() } else { Narrator::prose() };
    match story::tell(&narrator).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
