//! Ports of the loopback interface, each reserved for one server.

use std::net::{Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

use crate::Result;

/// A port of the loopback interface that only the server it was chosen for can take, also while that server is away.
pub struct Port {
    number: u16,
    /// Bound but not listening: the system gives the port to nobody who asks for any, and the server, which reuses
    /// addresses, can bind it all the same. Other systems than Linux would keep the server from it too.
    _held: Option<Socket>,
}

impl Port {
    /// Chooses a free one; it is held as long as the value lives.
    pub fn free() -> Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
        let address = socket.local_addr()?.as_socket().ok_or("the port has an address")?;
        Ok(Self { number: address.port(), _held: cfg!(target_os = "linux").then_some(socket) })
    }

    /// Returns the number to pass to the server.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }
}
