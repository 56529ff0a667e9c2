//! Which requests are sent.

use serde_json::{Value, json};

use super::fill::Known;
use crate::arguments::{Load, Mix};

/// A request.
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Option<Value>,
    pub(super) is_read: bool,
}

impl Request {
    fn read(path: String) -> Self {
        Self { method: "GET", path, body: None, is_read: true }
    }

    fn write(method: &'static str, path: String, body: Value) -> Self {
        Self { method, path, body: Some(body), is_read: false }
    }
}

/// Words that messages are made of and searched by.
const WORDS: [&str; 8] = ["weather", "music", "天气", "音乐", "timer", "meeting", "闹钟", "translate"];

/// Returns the next request.
pub(super) fn next(load: &Load, known: &Known) -> Request {
    let is_read = rand::random_range(0..100) < u32::from(load.reads);
    match (load.mix, is_read) {
        (Mix::Users, true) => user(known),
        (Mix::Users, false) => rename(known),
        (Mix::Everything, true) => read(known),
        (Mix::Everything, false) => write(known),
    }
}

fn user(known: &Known) -> Request {
    Request::read(format!("/v1/users/{}", one_of(&known.users)))
}

fn rename(known: &Known) -> Request {
    let nickname = json!({ "nickname": format!("Load {}", rand::random::<u16>()) });
    Request::write("PATCH", format!("/v1/users/{}", one_of(&known.users)), nickname)
}

/// Reads of which most are by key, as in an application.
fn read(known: &Known) -> Request {
    let (conversation, document) = (one_of(&known.conversations), one_of(&known.documents));
    match rand::random_range(0..20) {
        0..10 => user(known),
        10..14 => Request::read(format!("/v1/conversations/{conversation}")),
        14..17 => Request::read(format!("/v1/documents/{document}")),
        17 => Request::read(format!("/v1/conversations/{conversation}/messages?limit=10")),
        18 => Request::read("/v1/users?status=active&limit=10".to_owned()),
        _ => Request::read(format!("/v1/messages/search?limit=5&q={}", percent(word()))),
    }
}

fn write(known: &Known) -> Request {
    match rand::random_range(0..10) {
        0..5 => rename(known),
        5..9 => {
            let content = format!("{} {} {}", word(), word(), rand::random::<u16>());
            let path = format!("/v1/conversations/{}/messages", one_of(&known.conversations));
            // Without tokens, so that the quota of a day lasts.
            Request::write("POST", path, json!({ "role": "user", "content": content }))
        }
        _ => {
            let title = json!({ "title": format!("Guide {}", rand::random::<u16>()) });
            Request::write("PATCH", format!("/v1/documents/{}", one_of(&known.documents)), title)
        }
    }
}

fn word() -> &'static str {
    WORDS[rand::random_range(0..WORDS.len())]
}

fn percent(word: &str) -> String {
    word.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Returns one of some values, of which there is at least one.
fn one_of<T>(values: &[T]) -> &T {
    &values[rand::random_range(0..values.len())]
}
