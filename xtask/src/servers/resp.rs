//! The few words of Redis' protocol that starting a server takes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use crate::{Result, process};

/// Sends one inline command to the Redis server on `port` and returns its simple or bulk answer.
///
/// # Errors
/// When the server cannot be reached or answers with an error.
pub(super) fn call(port: u16, command: &str) -> Result<String> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(process::PATIENCE))?;
    (&stream).write_all(format!("{command}\r\n").as_bytes())?;
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let line = line.trim_end();
    match line.split_at_checked(1) {
        Some(("+", text)) => Ok(text.to_owned()),
        Some(("$", length)) => {
            let mut bulk = vec![0; length.parse()?];
            reader.read_exact(&mut bulk)?;
            Ok(String::from_utf8(bulk)?)
        }
        _ => Err(format!("redis on port {port} answered {command} with {line}").into()),
    }
}
