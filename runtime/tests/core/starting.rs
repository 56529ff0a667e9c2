//! A server that is not there yet, and settings that no wait will mend.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use larder::{Config, Error, Runtime};

use crate::opening::schema;
use crate::world::{PATIENCE, create_database, server_urls, with_database};

fn config(url: &str, wait: Duration) -> Config {
    Config::for_url(url).database(|database| {
        database.start_timeout = wait;
        database.connect_timeout = PATIENCE;
        database.min_idle = 0;
    })
}

async fn refused(url: &str) -> Error {
    let error = Runtime::open(config(url, Duration::ZERO), schema()).await.err().expect(url);
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    error
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Returns the URL with another place.
fn moved(url: &str, port: u16) -> String {
    let mut url = url::Url::parse(url).unwrap();
    url.set_port(Some(port)).unwrap();
    url.into()
}

/// Copies bytes between a port and the server behind `url`, from some time on.
fn listen_later(port: u16, url: &str) {
    let server = url::Url::parse(url).unwrap().port().unwrap();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(700));
        for client in TcpListener::bind(("127.0.0.1", port)).unwrap().incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
            copy(client.try_clone().unwrap(), server.try_clone().unwrap());
            copy(server, client);
        }
    });
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

#[tokio::test]
async fn a_server_that_is_down_is_unavailable() {
    for scheme in ["postgres", "mysql"] {
        let error = refused(&format!("{scheme}://me:hush@127.0.0.1:{}/x", free_port())).await;
        assert!(error.is_unavailable() && error.is_retryable(), "{error:?}");
    }
}

#[tokio::test]
async fn what_only_a_person_can_mend_is_a_wrong_setting() {
    for url in server_urls() {
        let mut other = url::Url::parse(&url).unwrap();
        other.set_username("larder_nobody").unwrap();
        other.set_password(Some("hush")).unwrap();
        let wrong_database = with_database(&url, "larder_nowhere");
        let wrong_scheme = if url.starts_with("mysql") { url.replacen("mysql", "postgres", 1) } else { String::new() };
        for wrong in [other.as_str(), &wrong_database, &wrong_scheme, &format!("{url}?ssl-mode=hush")] {
            if wrong.is_empty() {
                continue;
            }
            let error = refused(wrong).await;
            assert!(error.is_configuration() && !error.is_retryable(), "{wrong}: {error:?}");
        }
    }
    for url in
        ["oracle://me:hush@db/x", "postgres://me:hu#sh@db/x", "mysql://me:2024?hush@db/x", "postgres://db:hush/x"]
    {
        let error = refused(url).await;
        assert!(error.is_configuration() && !error.is_retryable(), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_comes_up_is_waited_for() {
    for url in server_urls() {
        let url = create_database(&url, "start").await;
        let port = free_port();
        listen_later(port, &url);
        let started = Instant::now();
        let runtime = Runtime::open(config(&moved(&url, port), PATIENCE), schema()).await.unwrap();
        assert!(started.elapsed() > Duration::from_millis(600));
        runtime.db().ping().await.unwrap();
    }
}
