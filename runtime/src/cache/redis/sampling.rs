//! How much of Redis each region takes, from a sample of the keys: counting all of them would keep the server busy.

use std::collections::BTreeMap;

use redis::{RedisResult, cmd};

use super::connection::RedisConnection;
use super::flush::Primary;
use crate::statistics::RegionSample;

/// Keys that one command looks at, and how many are looked at altogether on one server.
const COUNT: usize = 500;
const LOOKED_AT: usize = 5_000;

/// Keys of one region whose memory is asked for on one server.
const MEASURED: usize = 20;

/// What was seen of a region on one server.
#[derive(Default)]
struct RegionKeys {
    keys: u64,
    some: Vec<Vec<u8>>,
}

impl RedisConnection {
    /// Estimates what each region below `namespace` takes. `region` names the region of what follows the namespace.
    pub(super) async fn sample(
        &mut self,
        namespace: &[u8],
        region: impl Fn(&[u8]) -> Option<String>,
    ) -> RedisResult<Vec<RegionSample>> {
        let mut regions: BTreeMap<String, RegionSample> = BTreeMap::new();
        for node in self.primaries().await? {
            let (seen, share) = self.look_at(&node, namespace, &region).await?;
            for (name, seen) in seen {
                let measured = self.measure(&node, &seen.some).await?;
                let mean = measured.iter().sum::<u64>() as f64 / measured.len().max(1) as f64;
                let keys = seen.keys as f64 / share;
                let sample = regions.entry(name.clone()).or_insert_with(|| RegionSample::new(name));
                sample.keys_estimate += keys.round() as u64;
                sample.bytes_estimate += (keys * mean).round() as u64;
                sample.measured_keys += measured.len() as u64;
            }
        }
        Ok(regions.into_values().collect())
    }

    /// Returns the keys of the regions among the first that a scan finds, and which part of all keys these are. A scan
    /// goes by hashes, so where it begins is as good as anywhere.
    async fn look_at(
        &mut self,
        node: &Primary,
        namespace: &[u8],
        region: &impl Fn(&[u8]) -> Option<String>,
    ) -> RedisResult<(BTreeMap<String, RegionKeys>, f64)> {
        let (mut seen, mut looked_at, mut cursor) = (BTreeMap::<String, RegionKeys>::new(), 0, 0_u64);
        loop {
            let mut scan = cmd("SCAN");
            scan.arg(cursor).arg("COUNT").arg(COUNT);
            let (next, keys): (u64, Vec<Vec<u8>>) = self.on(node, scan).await?;
            looked_at += keys.len();
            for key in keys {
                let Some(name) = key.strip_prefix(namespace).and_then(region) else { continue };
                let seen = seen.entry(name).or_default();
                seen.keys += 1;
                if seen.some.len() < MEASURED {
                    seen.some.push(key);
                }
            }
            cursor = next;
            if cursor == 0 {
                return Ok((seen, 1.0));
            }
            if looked_at >= LOOKED_AT {
                let all: u64 = self.on(node, cmd("DBSIZE")).await?;
                return Ok((seen, (looked_at as f64 / all.max(1) as f64).min(1.0)));
            }
        }
    }

    /// Returns the memory of those keys that are still there.
    async fn measure(&mut self, node: &Primary, keys: &[Vec<u8>]) -> RedisResult<Vec<u64>> {
        let mut measured = Vec::with_capacity(keys.len());
        for key in keys {
            let mut usage = cmd("MEMORY");
            usage.arg("USAGE").arg(key);
            measured.extend(self.on::<Option<u64>>(node, usage).await?);
        }
        Ok(measured)
    }
}
