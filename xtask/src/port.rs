use std::net::{Ipv4Addr, TcpListener};

use crate::Result;

/// Returns distinct free ports of the loopback interface; nothing keeps another program from taking one later.
pub(crate) fn free<const COUNT: usize>() -> Result<[u16; COUNT]> {
    let mut ports = [0; COUNT];
    // All stay bound until the last is found, or the same one could come twice.
    let mut held = Vec::with_capacity(COUNT);
    for port in &mut ports {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}
