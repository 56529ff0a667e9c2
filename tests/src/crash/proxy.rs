//! A network that breaks when it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

/// What becomes of the connections that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// They are reset at once.
    Cut,
    /// They are reset when the server answers, before the answer is handed on.
    Swallow,
}

/// An order, and how one learns that it is carried out: the sender is used or dropped.
type Told = (Order, oneshot::Sender<()>);

/// Hands everything on between its port and a server.
pub(super) struct Proxy {
    address: SocketAddr,
    /// Leads to the relay of each connection; some may be gone.
    relays: Arc<Mutex<Vec<mpsc::UnboundedSender<Told>>>>,
}

impl Proxy {
    /// Starts to listen.
    pub(super) async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the port is known");
        let relays = Arc::new(Mutex::new(Vec::new()));
        let accepted = Arc::clone(&relays);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (tell, told) = mpsc::unbounded_channel();
                accepted.lock().unwrap_or_else(PoisonError::into_inner).push(tell);
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(server).await {
                        relay(client, server, told).await;
                    }
                });
            }
        });
        Self { address, relays }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resets every open connection; returns when that has happened.
    pub(super) async fn cut(&self) {
        self.tell(Order::Cut).await;
    }

    /// Loses the next answer on every open connection, and the connection with it. No answer passes once this returns.
    pub(super) async fn swallow(&self) {
        self.tell(Order::Swallow).await;
    }

    async fn tell(&self, order: Order) {
        let relays = std::mem::take(&mut *self.relays.lock().unwrap_or_else(PoisonError::into_inner));
        for relay in relays {
            let (done, carried_out) = oneshot::channel();
            // A relay that is gone has nothing left to break.
            if relay.send((order, done)).is_ok() {
                let _ = carried_out.await;
            }
        }
    }
}

async fn relay(mut client: TcpStream, mut server: TcpStream, mut told: mpsc::UnboundedReceiver<Told>) {
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (mut asked, mut answered) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    let mut is_swallowing = false;
    let done = loop {
        tokio::select! {
            Some((order, done)) = told.recv() => {
                if order == Order::Cut {
                    break Some(done);
                }
                is_swallowing = true;
                let _ = done.send(());
            }
            read = client.read(&mut asked) => match read {
                Ok(length) if length > 0 && server.write_all(&asked[..length]).await.is_ok() => {}
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(length) if length > 0 && !is_swallowing && client.write_all(&answered[..length]).await.is_ok() => {}
                Ok(length) if length > 0 => break None,
                _ => return,
            },
        }
    };
    // A reset, not an orderly end; it is out before the word that it is done.
    let _ = (client.set_zero_linger(), server.set_zero_linger());
    drop((client, server));
    drop(done);
}
