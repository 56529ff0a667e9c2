//! How far a server has come in the history of its primary.

use std::collections::BTreeMap;

/// A page of PostgreSQL's log begins with a header of this size.
const PAGE: u64 = 8192;
const PAGE_HEADER: u64 = 24;

/// How far a server has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Position {
    /// PostgreSQL: a place in the log.
    Log(u64),
    /// MariaDB: for each domain the server that wrote last, and the number of its transaction.
    Domains(BTreeMap<u32, (u32, u64)>),
    /// MySQL: for each source the transactions, as ranges that begin and end with a number.
    Sources(BTreeMap<String, Vec<(u64, u64)>>),
}

impl Position {
    /// Reads `0/305A018`.
    pub(crate) fn log(text: &str) -> Option<Self> {
        let (high, low) = text.split_once('/')?;
        let (high, low) = (u64::from_str_radix(high, 16).ok()?, u64::from_str_radix(low, 16).ok()?);
        Some(Self::Log((high << 32) | low))
    }

    /// Where a page has just been begun the next record stands behind its header, which no replica reaches before it
    /// is written: such a position is the end of the page before.
    pub(crate) fn before_header(self) -> Self {
        match self {
            Self::Log(place) if place % PAGE == PAGE_HEADER => Self::Log(place - PAGE_HEADER),
            other => other,
        }
    }

    /// Reads `0-1-42,1-1-7`.
    pub(crate) fn domains(text: &str) -> Option<Self> {
        let mut domains = BTreeMap::new();
        for one in parts(text) {
            let mut numbers = one.split('-');
            let domain = numbers.next()?.parse().ok()?;
            let server = numbers.next()?.parse().ok()?;
            let number = numbers.next()?.parse().ok()?;
            domains.insert(domain, (server, number));
        }
        Some(Self::Domains(domains))
    }

    /// Reads `3e11fa47-…:1-5:7,…`; a tag (`uuid:tag:1-5`) makes a source of its own.
    pub(crate) fn sources(text: &str) -> Option<Self> {
        let mut sources: BTreeMap<String, Vec<(u64, u64)>> = BTreeMap::new();
        for one in parts(text) {
            let mut words = one.split(':');
            let uuid = words.next()?.to_ascii_lowercase();
            let mut source = uuid.clone();
            for word in words {
                match range(word) {
                    Some(range) => sources.entry(source.clone()).or_default().push(range),
                    None => source = format!("{uuid}:{word}"),
                }
            }
        }
        Some(Self::Sources(sources))
    }

    /// Returns whether a server at this position has everything that one at `other` had.
    ///
    /// In a domain of MariaDB's numbers of different servers say nothing of each other: they may belong to histories
    /// that parted.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Log(own), Self::Log(other)) => own >= other,
            (Self::Domains(own), Self::Domains(other)) => other.iter().all(|(domain, (server, number))| {
                own.get(domain).is_some_and(|(writer, reached)| writer == server && reached >= number)
            }),
            (Self::Sources(own), Self::Sources(other)) => other.iter().all(|(source, wanted)| {
                let Some(there) = own.get(source) else { return wanted.is_empty() };
                wanted.iter().all(|(first, last)| there.iter().any(|(from, to)| from <= first && last <= to))
            }),
            _ => false,
        }
    }

    /// Whether nothing has been written yet, or the server does not keep such positions.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Log(_) => false,
            Self::Domains(all) => all.is_empty(),
            Self::Sources(all) => all.is_empty(),
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn range(word: &str) -> Option<(u64, u64)> {
    match word.split_once('-') {
        Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
        None => word.parse().ok().map(|number| (number, number)),
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_position_covers_what_it_has_passed() {
        type Read = fn(&str) -> Option<Position>;
        let (log, domains, sources): (Read, Read, Read) = (Position::log, Position::domains, Position::sources);
        for (read, own, other, covers) in [
            (log, "0/305A018", "0/305A018", true),
            (log, "0/305A017", "0/305A018", false),
            (log, "1/0", "0/FFFFFFFF", true),
            (domains, "0-1-42", "0-1-41", true),
            (domains, "0-1-42", "0-1-43", false),
            (domains, "0-2-42", "0-1-41", false),
            (domains, "0-1-42", "0-1-42,1-1-1", false),
            (domains, "0-1-42,1-1-5", "0-1-42,1-1-1", true),
            (domains, "0-1-42", "", true),
            (sources, "A:1-9", "a:1-9", true),
            (sources, "a:1-9:11", "a:1-11", false),
            (sources, "a:1-9,\nb:1", "b:1", true),
            (sources, "a:1-9", "a:tag:1", false),
            (sources, "a:1-9:tag:1-3", "a:2-4:tag:3", true),
        ] {
            let (own, other) = (read(own).unwrap(), read(other).unwrap());
            assert_eq!(own.covers(&other), covers, "{own:?} {other:?}");
        }
        assert!(!Position::log("0/1").unwrap().covers(&Position::domains("").unwrap()));
        for text in ["", "0", "x/1", "0/x"] {
            assert_eq!(Position::log(text), None);
        }
        assert_eq!(Position::domains("0-1"), None);
    }

    #[test]
    fn the_header_of_a_page_that_was_just_begun_is_not_waited_for() {
        assert_eq!(Position::Log(0x305_A018).before_header(), Position::Log(0x305_A000));
        assert_eq!(Position::Log(0x305_A028).before_header(), Position::Log(0x305_A028));
    }
}
