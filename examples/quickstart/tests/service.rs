//! The program as it is run, asked over HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The running service, on a database of its own; ended when dropped.
struct Service {
    process: Child,
    address: String,
    _folder: TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_quickstart"))
            .env("DATABASE_URL", format!("sqlite:{}", folder.path().join("blog.db").display()))
            .env_remove("REDIS_URL")
            .env("PORT", "0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { process, address, _folder: folder }
    }

    /// Sends one request and returns status and body, as text where it is no JSON.
    fn ask(&self, request: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let body = body.to_string();
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: blog\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned())))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn posts_are_published_commented_listed_and_read() {
    let blog = Service::start();
    let hello = json!({ "slug": "hello", "title": "Hello", "body": "First post." });
    let (status, post) = blog.ask("POST /posts", &hello);
    assert_eq!((status, &post["comments"]), (200, &json!(0)), "{post}");
    assert_eq!(blog.ask("POST /posts", &hello).0, 409);
    assert_eq!(blog.ask("POST /posts", &json!({ "slug": "No good", "title": "", "body": "" })).0, 422);

    let remark = json!({ "author": "Ada", "body": "Welcome!" });
    assert_eq!(blog.ask("POST /posts/hello/comments", &remark).0, 200);
    assert_eq!(blog.ask("POST /posts/nowhere/comments", &remark).0, 404);
    let (_, read) = blog.ask("GET /posts/hello", &Value::Null);
    assert_eq!(
        (&read["post"]["comments"], &read["comments"]["items"][0]["author"]),
        (&json!(1), &json!("Ada")),
        "{read}"
    );

    let (_, list) = blog.ask("GET /posts", &Value::Null);
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
}
