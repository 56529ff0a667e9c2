//! The commands of docs/operations/troubleshooting.md that talk to a database or a cache, each against a real one.
//!
//! A fence `sh database` is run, and the fence `text` after it is what it prints. `sh service` needs a running service
//! and `sh command` a compiled one, which are the suites of those.

mod page;
mod servers;

use page::Example;
use servers::Servers;

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
    for Example { command, printed } in examples {
        let output = servers.run(&command);
        let lines: Vec<String> = output.lines().map(page::plain).collect();
        for line in printed.lines().map(page::plain).filter(|line| !line.is_empty()) {
            assert!(lines.iter().any(|shown| shown.starts_with(&line)), "`{line}` is not in\n{output}\nof {command}");
        }
    }
}
