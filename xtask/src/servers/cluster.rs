//! A Redis Cluster of three masters.

use std::path::Path;
use std::time::{Duration, Instant};

use super::redis::RedisProgram;
use super::resp;
use super::server::Server;
use crate::directory::Directory;
use crate::port::Port;
use crate::{Result, interrupt, process};

const MASTERS: usize = 3;
const SLOTS: usize = 16384;
/// Milliseconds. A node that a busy machine keeps waiting is not taken for dead, which would stop the whole cluster.
const NODE_TIMEOUT: &str = "60000";

/// Starts a Redis Cluster of three masters without replicas and returns its URL.
pub(super) fn start(
    program: &RedisProgram,
    directory: &Directory,
    logs: &Path,
    running: &mut Vec<Server>,
) -> Result<String> {
    let mut ports = [(0, 0); MASTERS];
    for (index, (port, bus)) in ports.iter_mut().enumerate() {
        let reserved = vec![Port::free()?, Port::free()?];
        (*port, *bus) = (reserved[0].number(), reserved[1].number());
        let bus = bus.to_string();
        let settings = ["--cluster-enabled", "yes", "--cluster-port", &bus, "--cluster-node-timeout", NODE_TIMEOUT];
        let mut node = program.node(&format!("cluster-{}", index + 1), *port, &settings, directory, logs)?;
        node.wait_until_ready()?;
        running.push(node.on(reserved));
    }
    join(&ports)?;
    let nodes = ports.map(|(port, _)| format!("127.0.0.1:{port}"));
    Ok(format!("redis+cluster://{}", nodes.join(",")))
}

/// Shares the slots out and lets the nodes meet.
fn join(ports: &[(u16, u16); MASTERS]) -> Result<()> {
    for (index, (port, _)) in ports.iter().enumerate() {
        let (first, after) = (SLOTS * index / MASTERS, SLOTS * (index + 1) / MASTERS);
        // Distinct epochs spare the nodes the settling of who owns what.
        resp::call(*port, &format!("CLUSTER SET-CONFIG-EPOCH {}", index + 1))?;
        resp::call(*port, &format!("CLUSTER ADDSLOTSRANGE {first} {}", after - 1))?;
    }
    for (port, bus) in &ports[1..] {
        resp::call(ports[0].0, &format!("CLUSTER MEET 127.0.0.1 {port} {bus}"))?;
    }
    let started = Instant::now();
    while !ports.iter().all(|(port, _)| is_complete(*port)) {
        interrupt::check()?;
        if started.elapsed() > process::PATIENCE {
            return Err("the Redis Cluster did not form".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn is_complete(port: u16) -> bool {
    let masters = format!("cluster_size:{MASTERS}");
    resp::call(port, "CLUSTER INFO").is_ok_and(|info| info.contains("cluster_state:ok") && info.contains(&masters))
}
