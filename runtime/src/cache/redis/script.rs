use std::sync::LazyLock;

/// A script of the protocol; each reads and writes one key. `GETRANGE` keeps large values out of Lua.
#[derive(Debug, Clone, Copy)]
pub(super) enum Script {
    /// Lease, value, milliseconds: stores the value if the lease stands.
    Fill,
    /// Lease: deletes the key if the lease stands.
    Release,
    /// First bytes seen, lease, milliseconds: replaces the value by the lease if it is the one seen.
    LeaseOver,
}

const FILL: &str = "if redis.call('GETRANGE', KEYS[1], 0, 16) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

const RELEASE: &str = "if redis.call('GETRANGE', KEYS[1], 0, 16) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])";

const LEASE_OVER: &str = "if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

static HASHES: LazyLock<[String; 3]> =
    LazyLock::new(|| [FILL, RELEASE, LEASE_OVER].map(|text| redis::Script::new(text).get_hash().to_owned()));

impl Script {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Fill => FILL,
            Self::Release => RELEASE,
            Self::LeaseOver => LEASE_OVER,
        }
    }

    pub(super) fn hash(self) -> &'static str {
        &HASHES[self as usize]
    }
}
