//! One connection to the service.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::Done;

/// Longer than the service takes for any answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that stays open. It is made anew where the service closed it.
pub(super) struct Client {
    host: String,
    authorization: String,
    sender: SendRequest<Full<Bytes>>,
}

/// What the service answered.
pub(super) struct LoadAnswer {
    status: StatusCode,
    body: Bytes,
}

impl Client {
    pub(super) async fn connect(url: &str, key: &str) -> Done<Self> {
        let host = url.strip_prefix("http://").ok_or("the URL must begin with http://")?.trim_end_matches('/');
        let host = host.to_owned();
        let sender = open(&host).await?;
        Ok(Self { host, authorization: format!("Bearer {key}"), sender })
    }

    pub(super) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Done<LoadAnswer> {
        if self.sender.ready().await.is_err() {
            self.sender = open(&self.host).await?;
        }
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host)
            .header("authorization", &self.authorization)
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let bytes = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let sent = self.sender.send_request(request.body(Full::new(bytes))?);
        let response = tokio::time::timeout(PATIENCE, sent).await.map_err(|_| "no answer in time")??;
        let status = response.status();
        Ok(LoadAnswer { status, body: response.into_body().collect().await?.to_bytes() })
    }
}

async fn open(host: &str) -> Done<SendRequest<Full<Bytes>>> {
    let stream =
        TcpStream::connect(host).await.map_err(|error| format!("{host}: {error}; is `voicehelper serve` running?"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // It ends with the connection, whose failure the next request meets.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

impl LoadAnswer {
    /// Returns the status, unless it is a success.
    pub(super) fn failure(&self) -> Option<String> {
        (!self.status.is_success()).then(|| self.status.to_string())
    }

    /// Returns the body of a success.
    pub(super) fn ok(&self) -> Done<Value> {
        match self.status.is_success() {
            true => Ok(serde_json::from_slice(&self.body)?),
            false => Err(format!("{}: {}", self.status, String::from_utf8_lossy(&self.body)).into()),
        }
    }

    /// Returns the id of what was created.
    pub(super) fn created(&self) -> Done<String> {
        Ok(self.ok()?["id"].as_str().ok_or("an answer without id")?.to_owned())
    }
}
