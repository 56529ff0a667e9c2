//! The commands of docs/operations/troubleshooting.md that talk to a database or a cache, each against a real one.
//!
//! A fence `sh database` is run, and the fence `text` after it is what it prints. VoiceHelper's own suite runs the
//! fences `sh service`.

mod servers;

use servers::Servers;
use xtask::Example;

#[test]
fn commands_print_what_the_page_shows() {
    let is_set = |name| std::env::var_os(name).is_some();
    if !(is_set("LARDER_TEST_POSTGRES_URL") && is_set("LARDER_TEST_REDIS_URL")) {
        println!("only `cargo xtask test` with PostgreSQL and Redis runs the commands");
        return;
    }
    let servers = Servers::start();
    let examples = Example::all("docs/operations/troubleshooting.md", "sh database");
    assert!(examples.len() >= 9, "{} examples were found", examples.len());
    for example in examples {
        assert!(!example.printed.is_empty(), "{} is not followed by what it prints", example.command);
        example.check(&servers.run(&example.command));
    }
}
