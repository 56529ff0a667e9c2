//! An open connection to a server or a cluster.

use redis::aio::MultiplexedConnection;
use redis::cluster_async::ClusterConnection;
use redis::{Cmd, FromRedisValue, RedisResult, cmd};
use sha2::{Digest as _, Sha256};

#[cfg(test)]
use super::simulated::line::{Line, ToldLine};

/// A connection of its own to a server that tells.
pub(super) enum ToldConnection {
    Server(MultiplexedConnection),
    #[cfg(test)]
    Simulated(ToldLine),
}

impl ToldConnection {
    /// Sends a command, whatever its answer says.
    pub(super) async fn send(&mut self, command: &Cmd) -> RedisResult<()> {
        match self {
            Self::Server(connection) => command.exec_async(connection).await,
            #[cfg(test)]
            Self::Simulated(line) => line.send(command).await,
        }
    }
}

/// An open connection; clones share the socket, and commands sent at the same time are pipelined.
#[derive(Clone)]
pub(super) enum RedisConnection {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
    #[cfg(test)]
    Simulated(Line),
}

impl RedisConnection {
    /// Returns a number that names the run of the server, another after each restart. Nothing names that of a Cluster,
    /// or of what stands before a server and keeps what it is.
    pub(super) async fn run(&mut self) -> RedisResult<u64> {
        let connection = match self {
            Self::Single(connection) => connection,
            Self::Cluster(_) => return Ok(0),
            #[cfg(test)]
            Self::Simulated(line) => {
                return line.ask(cmd("INFO").arg("server")).await.map(|info: String| number(&info));
            }
        };
        match cmd("INFO").arg("server").query_async::<String>(connection).await {
            Ok(info) => Ok(info.lines().find_map(|line| line.strip_prefix("run_id:")).map_or(0, number)),
            Err(error) if error.is_io_error() || error.is_unrecoverable_error() => Err(error),
            Err(_) => Ok(0),
        }
    }

    pub(super) async fn query<T: FromRedisValue>(&mut self, command: &Cmd) -> RedisResult<T> {
        match self {
            Self::Single(connection) => command.query_async(connection).await,
            Self::Cluster(connection) => command.query_async(connection).await,
            #[cfg(test)]
            Self::Simulated(line) => line.ask(command).await,
        }
    }
}

fn number(run: &str) -> u64 {
    Sha256::digest(run.trim().as_bytes()).iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
