//! The command line of larder's generator.

use std::process::ExitCode;

fn main() -> ExitCode {
    codegen::run()
}
