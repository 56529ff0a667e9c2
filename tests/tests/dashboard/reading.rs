//! What people read on the page, with eyes and without.

use larder::admin::AdminOptions;
use serde_json::json;

use crate::page::{TOKEN, show};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_shown_and_move() {
    show(AdminOptions::new().token(TOKEN), async |page| {
        page.is_filled().await;
        assert!(page.text("#place").await.starts_with("sqlite · sqlite:"));
        for (section, words) in [
            ("overview", ["Statements", "Latency, p99", "Connections", "Cache hits", "Memory", "median"].as_slice()),
            ("statements", &["User.insert", "Share of time", "Slow statements", "longer than 1.00 s"]),
            ("cache", &["user", "Hits in process", "In process, about", "none: in process only"]),
            ("locks", &["Committed", "Deadlocks", "Waited in vain"]),
            ("data", &["Conversation", "Message", "+", "the database:", "globex", "Active, 5 min"]),
            ("migrations", &["_create_leases", "applied", "the database is up to date"]),
            ("configuration", &["max connections", "25", "migration policy", "has token"]),
        ] {
            let shown = page.text(&format!("#{section}")).await;
            words.iter().for_each(|word| assert!(shown.contains(word), "{word} is not in {section}: {shown}"));
        }
        let calls = "[...document.querySelectorAll('#statements tbody tr')].map((row) => row.innerText).join()";
        let before = page.run(&format!("return {calls}")).await;
        page.wait(&format!("{calls} !== {before}")).await;
        page.run("document.querySelector('#pause').click()").await;
        assert_eq!(page.text("#pause").await, "Paused");
        page
    })
    .await;
}

/// A check of each kind that a reader of screens depends on; each returns what is wrong.
const CHECKS: [(&str, &str); 7] = [
    ("tables without a caption", "[...document.querySelectorAll('table')].filter((one) => !one.caption?.textContent)"),
    ("headings of tables without a scope", "[...document.querySelectorAll('th')].filter((one) => !one.scope)"),
    ("fields without a label", "[...document.querySelectorAll('input, select')].filter((one) => !one.labels.length)"),
    (
        "buttons and links without a name",
        "[...document.querySelectorAll('button, a')].filter((one) => !one.textContent.trim() && !one.hidden)",
    ),
    (
        "plots without a text",
        "[...document.querySelectorAll('.plot')].filter((one) => one.getAttribute('role') !== 'img' || \
         !/[0-9]/.test(one.getAttribute('aria-label')))",
    ),
    (
        "sections without a name",
        "[...document.querySelectorAll('main > section')].filter((one) => \
         !document.getElementById(one.getAttribute('aria-labelledby'))?.textContent)",
    ),
    (
        "identifiers that stand twice",
        "[...document.querySelectorAll('[id]')].filter((one, place, all) => all.some((other) => other !== one && other.id === one.id))",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_of_screens_is_told_everything() {
    show(AdminOptions::new().token(TOKEN), async |page| {
        page.is_filled().await;
        for (what, script) in CHECKS {
            let wrong = page.run(&format!("return {script}.map((one) => one.outerHTML.slice(0, 200))")).await;
            assert_eq!(wrong, json!([]), "{what}");
        }
        let landmarks = "return ['header', 'nav', 'main', 'footer'].map((one) => document.querySelectorAll(`body > ${one}`).length)";
        assert_eq!(page.run(landmarks).await, json!([1, 1, 1, 1]));
        assert_eq!(page.run("return document.documentElement.lang").await, "en");
        // What is announced changes seldom: health, notices, outcomes, and the log of a run.
        let live = "return document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]').length";
        assert_eq!(page.run(live).await, json!(4));
        page
    })
    .await;
}
