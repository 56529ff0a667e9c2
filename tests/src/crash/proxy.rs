//! A network that breaks when it is told to.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of the connections that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// They are reset at once.
    Cut,
    /// They are reset when the server answers, before the answer is handed on.
    Swallow,
}

/// Hands everything on between its port and a server.
pub(super) struct Proxy {
    address: SocketAddr,
    /// Counted up with each order, which concerns the connections made before it.
    orders: Arc<watch::Sender<(u64, Order)>>,
}

impl Proxy {
    /// Starts to listen.
    pub(super) async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the port is known");
        let orders = Arc::new(watch::Sender::new((0, Order::Cut)));
        let accepting = Arc::clone(&orders);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let orders = accepting.subscribe();
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(server).await {
                        relay(client, server, orders).await;
                    }
                });
            }
        });
        Self { address, orders }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resets every open connection.
    pub(super) fn cut(&self) {
        self.orders.send_modify(|order| *order = (order.0 + 1, Order::Cut));
    }

    /// Loses the next answer on every open connection, and the connection with it.
    pub(super) fn swallow(&self) {
        self.orders.send_modify(|order| *order = (order.0 + 1, Order::Swallow));
    }
}

async fn relay(mut client: TcpStream, mut server: TcpStream, mut orders: watch::Receiver<(u64, Order)>) {
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let born = orders.borrow_and_update().0;
    let (mut asked, mut answered) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        let (number, order) = *orders.borrow();
        let is_swallowing = number > born && order == Order::Swallow;
        if number > born && order == Order::Cut {
            break;
        }
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { break },
            read = client.read(&mut asked) => match read {
                Ok(length) if length > 0 && server.write_all(&asked[..length]).await.is_ok() => {}
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(length) if length > 0 && !is_swallowing && client.write_all(&answered[..length]).await.is_ok() => {}
                Ok(length) if length > 0 => break,
                _ => return,
            },
        }
    }
    // A reset, not an orderly end.
    let _ = (client.set_zero_linger(), server.set_zero_linger());
}
