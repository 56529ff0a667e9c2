//! What the operating system says of this process.

use serde::Serialize;

/// The process that the store runs in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProcessStatistics {
    /// Memory that is resident, in bytes; known on Linux.
    pub resident_bytes: Option<u64>,
}

impl ProcessStatistics {
    pub(crate) fn read() -> Self {
        let status = if cfg!(target_os = "linux") { std::fs::read_to_string("/proc/self/status").ok() } else { None };
        Self { resident_bytes: status.as_deref().and_then(resident_bytes) }
    }
}

fn resident_bytes(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_the_status_of_the_process() {
        assert_eq!(resident_bytes("VmPeak:\t  9 kB\nVmRSS:\t    5180 kB\n"), Some(5_304_320));
        assert_eq!(resident_bytes("Name: x"), None);
        #[cfg(target_os = "linux")]
        assert!(ProcessStatistics::read().resident_bytes.is_some_and(|bytes| bytes > 100_000));
    }
}
