//! SQLite: who holds the write lock of a file, where the system tells.

use std::path::Path;

/// SQLite's lock of writers: in the index of a write-ahead log, and in the file itself without one.
const LOG_WRITER: u64 = 120;
const FILE_WRITER: u64 = 0x4000_0000;

/// Returns the process that holds the write lock; `None` where nothing tells.
#[cfg(target_os = "linux")]
pub(in crate::migrate) fn holder(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let inode = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        std::fs::metadata(name).ok().map(|file| file.ino())
    };
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let process = writer(&locks, inode(""), inode("-shm"))?;
    let name = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    Some(format!("process {process} (`{}`)", name.trim()))
}

#[cfg(not(target_os = "linux"))]
pub(in crate::migrate) fn holder(_: &Path) -> Option<String> {
    None
}

/// Reads lines like `1: POSIX  ADVISORY  WRITE 4242 fe:00:1234567 120 120`.
#[cfg(any(target_os = "linux", test))]
fn writer(locks: &str, file: Option<u64>, index: Option<u64>) -> Option<u32> {
    locks.lines().find_map(|line| {
        let mut fields = line.split_whitespace().skip(3);
        let (kind, process, place, from) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let inode: u64 = place.rsplit(':').next()?.parse().ok()?;
        let from: u64 = from.parse().ok()?;
        let is_writer = (Some(inode) == index && from == LOG_WRITER) || (Some(inode) == file && from > FILE_WRITER);
        (kind == "WRITE" && is_writer).then(|| process.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writer_is_told_from_readers_and_other_files() {
        let locks = "1: POSIX  ADVISORY  READ 11 fe:00:500 123 123\n\
            2: POSIX  ADVISORY  WRITE 12 fe:00:900 120 120\n\
            3: FLOCK  ADVISORY  WRITE 13 fe:00:400 0 EOF\n\
            4: POSIX  ADVISORY  WRITE 14 fe:00:500 120 120\n";
        assert_eq!(writer(locks, Some(400), Some(500)), Some(14));
        assert_eq!(writer(locks, Some(400), None), None);
        let locks = "1: POSIX  ADVISORY  WRITE 15 fe:00:400 1073741825 1073741825\n";
        assert_eq!(writer(locks, Some(400), None), Some(15));
    }
}
