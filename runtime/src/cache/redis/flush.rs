//! Deletes all keys under a prefix.

use redis::cluster_routing::{RoutingInfo, SingleNodeRoutingInfo};
use redis::{Cmd, FromRedisValue, RedisResult, cmd};

use super::connection::RedisConnection;

/// Keys looked at by one command.
const COUNT: usize = 1000;

/// A primary of a Cluster; none where there is one server.
pub(super) type Primary = Option<(String, u16)>;

impl RedisConnection {
    /// Deletes the keys that begin with `prefix` and a colon; returns how many there were.
    pub(super) async fn flush(&mut self, prefix: &str) -> RedisResult<u64> {
        let pattern = format!("{}:*", literal(prefix));
        let mut deleted = 0;
        for node in self.primaries().await? {
            let mut cursor = 0_u64;
            loop {
                let mut scan = cmd("SCAN");
                scan.arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(COUNT);
                let (next, keys): (u64, Vec<Vec<u8>>) = self.on(&node, scan).await?;
                if !keys.is_empty() {
                    deleted += self.query::<u64>(cmd("DEL").arg(keys)).await?;
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(deleted)
    }

    pub(super) async fn primaries(&mut self) -> RedisResult<Vec<Primary>> {
        match self {
            Self::Cluster(_) => {
                let nodes: String = self.query(cmd("CLUSTER").arg("NODES")).await?;
                Ok(nodes.lines().filter_map(primary).map(Some).collect())
            }
            _ => Ok(vec![None]),
        }
    }

    pub(super) async fn on<T: FromRedisValue>(&mut self, node: &Primary, command: Cmd) -> RedisResult<T> {
        match (self, node) {
            (Self::Cluster(connection), Some((host, port))) => {
                let node = SingleNodeRoutingInfo::ByAddress { host: host.clone(), port: *port };
                let answer = connection.route_command(command, RoutingInfo::SingleNode(node)).await?;
                Ok(T::from_redis_value(answer)?)
            }
            (connection, _) => connection.query(&command).await,
        }
    }
}

/// Reads a line of `CLUSTER NODES`: `<id> <host>:<port>@<bus port> <flags> …`.
fn primary(line: &str) -> Primary {
    let mut words = line.split(' ').skip(1);
    let (address, flags) = (words.next()?, words.next()?);
    let (host, port) = address.split('@').next()?.rsplit_once(':')?;
    flags.split(',').any(|flag| flag == "master").then_some(())?;
    Some((host.to_owned(), port.parse().ok()?))
}

/// Escapes what a pattern would take for more than itself.
fn literal(prefix: &str) -> String {
    prefix.chars().fold(String::with_capacity(prefix.len()), |mut text, letter| {
        if matches!(letter, '*' | '?' | '[' | ']' | '\\') {
            text.push('\\');
        }
        text.push(letter);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primaries_are_told_from_replicas() {
        let line = "07c37df 127.0.0.1:30004@31004,host slave e7d1eec 0 1426238317239 4 connected";
        assert_eq!(primary(line), None);
        let line = "e7d1eec 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460";
        assert_eq!(primary(line), Some(("127.0.0.1".to_owned(), 30001)));
    }

    #[test]
    fn a_prefix_stands_for_itself() {
        assert_eq!(literal("a*[b]"), "a\\*\\[b\\]");
    }
}
