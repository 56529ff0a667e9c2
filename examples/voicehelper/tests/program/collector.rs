//! A collector: takes traces by OTLP over HTTP, as protobuf.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;

/// Keeps what it is sent.
pub(crate) struct Collector {
    address: SocketAddr,
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// Everything that a collector was sent.
pub(crate) struct Received {
    /// Of whoever sent it.
    pub(crate) resource: BTreeMap<String, String>,
    pub(crate) spans: Vec<Span>,
    /// As it came.
    pub(crate) bytes: Vec<u8>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (address, bodies) = (listener.local_addr().unwrap(), Arc::default());
        let kept = Arc::clone(&bodies);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || while take(&stream, &kept).is_some() {});
            }
        });
        Self { address, bodies }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn received(&self) -> Received {
        let bodies = self.bodies.lock().unwrap();
        let mut received = Received { resource: BTreeMap::new(), spans: Vec::new(), bytes: bodies.concat() };
        for body in bodies.iter() {
            let request = ExportTraceServiceRequest::decode(&body[..]).unwrap();
            for group in request.resource_spans {
                received.resource.extend(attributes(&group.resource.unwrap().attributes));
                received.spans.extend(group.scope_spans.into_iter().flat_map(|scope| scope.spans));
            }
        }
        received
    }
}

/// Takes one request of a connection.
fn take(mut stream: &TcpStream, kept: &Mutex<Vec<Vec<u8>>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_ascii_lowercase()),
        }
    }
    assert_eq!(lines[0], "post /v1/traces http/1.1");
    let header = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).map(str::trim);
    assert_eq!(header("content-type:"), Some("application/x-protobuf"));
    let mut body = vec![0; header("content-length:")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    kept.lock().unwrap().push(body);
    // An empty message: everything was taken.
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n").ok()
}

/// Returns attributes as text.
pub(crate) fn attributes(pairs: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |value: &Option<AnyValue>| match value.as_ref().and_then(|value| value.value.clone()) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    pairs.iter().map(|pair| (pair.key.clone(), text(&pair.value))).collect()
}
