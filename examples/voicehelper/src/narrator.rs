//! Prints what the example does.

use std::fmt::Display;

/// Prints the story, or keeps quiet until the totals when a program is listening.
pub(crate) struct Narrator {
    json: bool,
}

impl Narrator {
    pub(crate) fn prose() -> Self {
        Self { json: false }
    }

    pub(crate) fn json() -> Self {
        Self { json: true }
    }

    /// Opens a chapter.
    pub(crate) fn chapter(&self, title: &str) {
        if !self.json {
            println!("\n{title}");
        }
    }

    /// Tells one thing that happened.
    pub(crate) fn say(&self, what: impl Display) {
        if !self.json {
            println!("  {what}");
        }
    }

    /// Ends the story with its figures: one JSON object, or one line each.
    pub(crate) fn totals(&self, totals: &serde_json::Map<String, serde_json::Value>) {
        if self.json {
            println!("{}", serde_json::Value::Object(totals.clone()));
            return;
        }
        self.chapter("Totals in the database");
        for (name, value) in totals {
            self.say(format_args!("{name:<24}{value:>8}"));
        }
    }
}
