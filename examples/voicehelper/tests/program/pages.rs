//! The commands of the pages that a running service answers, on SQLite with nothing installed but curl and jq.

use std::process::Command;

use xtask::Example;

use crate::instance::{Instance, PROGRAM, Settings, TOKEN, tenant};

/// Runs the commands of the fences of a kind, in order and in one shell, as a reader would.
fn follow(page: &str, kind: &str, before: fn(&Instance, &Settings)) {
    let name = page.replace('/', "-");
    let folder = std::env::temp_dir().join(format!("voicehelper-pages-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = format!("sqlite:{}", folder.join("larder.db").display());
    let settings: Settings = vec![("DATABASE_URL", database)];
    let instance = Instance::start(&settings);
    before(&instance, &settings);
    let examples = Example::all(page, kind);
    assert!(examples.len() > 1, "{} examples were found", examples.len());
    let mut script = "set -eu\n".to_owned();
    for Example { command, .. } in &examples {
        script.push_str(&format!("{command}\necho \"--- end of an example\"\n"));
    }
    let script = script
        .replace("http://localhost:8080", "localhost:8080")
        .replace("localhost:8080", &instance.address.to_string())
        .replace("cargo run -q -p voicehelper --", PROGRAM)
        .replace(
            "cargo run --release -p voicehelper -- load",
            &format!("{PROGRAM} load --url http://{}", instance.address),
        )
        .replace("--users 1000 --seconds 10", "--users 20 --seconds 2");
    let output = Command::new("sh")
        .args(["-c", &script])
        .envs(settings.iter().map(|(name, value)| (*name, value.as_str())))
        .env("ADMIN_TOKEN", TOKEN)
        .output()
        .unwrap();
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}\n{text}\n{errors}\n{}", instance.log());
    let outputs: Vec<&str> = text.split("--- end of an example\n").collect();
    for (example, output) in examples.iter().zip(outputs) {
        assert!(!output.is_empty(), "{} prints nothing", example.command);
        example.check(output);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn troubleshooting_is_answered_as_printed() {
    // A service that nobody has used has no hit rate.
    follow("docs/operations/troubleshooting.md", "sh service", |instance, settings| {
        let key = tenant(settings);
        assert_eq!(instance.get("/v1/tenant", &key)["tenant_id"], "acme");
    });
}

#[test]
fn the_guide_to_the_operators_routes_is_answered_as_printed() {
    follow("docs/operations/admin.md", "sh service", |_, _| ());
}

#[test]
fn the_guide_to_the_api_is_answered_as_printed() {
    follow("docs/operations/api.md", "sh", |_, _| ());
}
