//! A way to Redis that is blocked from time to time.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long the way stays blocked, which is longer than anybody may be behind.
const BLOCKED: Duration = Duration::from_secs(4);
/// Pause before it is, in which the cache comes to be used again.
const OPEN: Duration = Duration::from_millis(1500);

/// Hands everything on between a port of its own and a server, or nothing.
pub(super) struct Partition {
    address: SocketAddr,
    is_blocked: watch::Sender<bool>,
}

impl Partition {
    /// Starts to listen.
    pub(super) async fn start(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the port is known");
        let (is_blocked, blocked) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, server, blocked.clone()));
            }
        });
        Self { address, is_blocked }
    }

    pub(super) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Blocks the way, and opens it again, until the future is dropped.
    pub(super) async fn come_and_go(&self) {
        loop {
            tokio::time::sleep(OPEN).await;
            self.is_blocked.send_replace(true);
            tokio::time::sleep(BLOCKED).await;
            self.is_blocked.send_replace(false);
        }
    }
}

/// Both ends are closed as soon as the way is blocked.
async fn relay(mut client: TcpStream, server: u16, mut blocked: watch::Receiver<bool>) {
    if *blocked.borrow() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = blocked.wait_for(|is_blocked| *is_blocked) => {}
    }
}
