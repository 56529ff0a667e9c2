//! The Lua scripts of the protocol.

use std::sync::LazyLock;

/// A script of the protocol; each treats every key it is given by itself. `GETRANGE` keeps large values out of Lua.
#[derive(Debug, Clone, Copy)]
pub(super) enum LuaScript {
    /// Lease, value, milliseconds: stores the value if the lease stands.
    Fill,
    /// Lease, milliseconds: makes the lease last so long, if it stands.
    Renew,
    /// Lease: deletes the key if the lease stands.
    Release,
    /// First bytes seen, bytes, milliseconds: puts the bytes, which are a lease or another value, in the place of the
    /// value if it is the one seen.
    Replace,
    /// Token, milliseconds, beacons: replaces what stands there by a fence, or adds the token to the fence that does.
    /// With one beacon, which is the last key, all instances are told.
    Fence,
    /// Token, beacons: takes the token off a fence. The key goes with the last one, and when it holds no fence, of
    /// which it tells.
    Clear,
    /// Sets off a beacon.
    Tell,
}

const FILL: &str = "if redis.call('GETRANGE', KEYS[1], 0, 16) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

const RENEW: &str = "if redis.call('GETRANGE', KEYS[1], 0, 16) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])";

const RELEASE: &str = "if redis.call('GETRANGE', KEYS[1], 0, 16) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])";

const REPLACE: &str = "if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

// A fence is `F` and 16 bytes for each of its writers; a generation, which is random, has eight. A writer that is there
// already makes it stand longer. One that 64 writers hold loses their tokens, so that nobody can clear it and it stands
// to its end.
const FENCE: &str = "local told = tonumber(ARGV[3])
for at = 1, #KEYS - told do
  local key = KEYS[at]
  local length = redis.call('STRLEN', key)
  if length % 16 ~= 1 or redis.call('GETRANGE', key, 0, 0) ~= 'F' then
    redis.call('SET', key, 'F' .. ARGV[1], 'PX', ARGV[2])
  else
    if length == 1 or length >= 1025 then
      redis.call('SET', key, 'F', 'KEEPTTL')
    elseif not string.find(redis.call('GET', key), ARGV[1], 2, true) then
      redis.call('APPEND', key, ARGV[1])
    end
    if redis.call('PTTL', key) < tonumber(ARGV[2]) then redis.call('PEXPIRE', key, ARGV[2]) end
  end
end
if told == 1 then
  redis.call('SET', KEYS[#KEYS], '')
  redis.call('DEL', KEYS[#KEYS])
end
return 1";

// Where no fence stands any more, others may have read and kept what was there before the write.
const CLEAR: &str = "local told = tonumber(ARGV[2])
local lost = 0
for at = 1, #KEYS - told do
  local key = KEYS[at]
  if redis.call('STRLEN', key) % 16 ~= 1 or redis.call('GETRANGE', key, 0, 0) ~= 'F' then
    redis.call('DEL', key)
    lost = 1
  else
    local fence = redis.call('GET', key)
    for at = 2, #fence, 16 do
      if string.sub(fence, at, at + 15) == ARGV[1] then
        local rest = string.sub(fence, 1, at - 1) .. string.sub(fence, at + 16)
        if #rest == 1 then
          redis.call('DEL', key)
        else
          redis.call('SET', key, rest, 'KEEPTTL')
        end
        break
      end
    end
  end
end
if told == 1 and lost == 1 then
  redis.call('SET', KEYS[#KEYS], '')
  redis.call('DEL', KEYS[#KEYS])
end
return lost";

const TELL: &str = "redis.call('SET', KEYS[1], '')
return redis.call('DEL', KEYS[1])";

static HASHES: LazyLock<[String; 7]> = LazyLock::new(|| {
    [FILL, RENEW, RELEASE, REPLACE, FENCE, CLEAR, TELL].map(|text| redis::Script::new(text).get_hash().to_owned())
});

impl LuaScript {
    #[cfg(test)]
    pub(super) const ALL: [Self; 7] =
        [Self::Fill, Self::Renew, Self::Release, Self::Replace, Self::Fence, Self::Clear, Self::Tell];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Fill => FILL,
            Self::Renew => RENEW,
            Self::Release => RELEASE,
            Self::Replace => REPLACE,
            Self::Fence => FENCE,
            Self::Clear => CLEAR,
            Self::Tell => TELL,
        }
    }

    pub(super) fn hash(self) -> &'static str {
        &HASHES[self as usize]
    }
}
