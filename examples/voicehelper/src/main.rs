//! VoiceHelper: the story of its persistence layer, the service, and what goes with it. `voicehelper help` lists them.
//!
//! `DATABASE_URL` and `REDIS_URL` choose the engines; without them it runs on an SQLite file and the in-process cache.

mod arguments;
mod load;
mod logging;
mod narrator;
mod operate;
mod story;
mod traces;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use narrator::Narrator;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        None if arguments.json => story::tell(&Narrator::json()).await.map_err(Into::into),
        None => story::tell(&Narrator::prose()).await.map_err(Into::into),
        Some(Command::Serve(serve)) => operate::serve(serve).await,
        Some(Command::Tenant { command }) => operate::tenant(command).await,
        Some(Command::Load(load)) => load::run(load).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
