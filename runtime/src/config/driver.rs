//! The drivers that are compiled in.

use larder_format::Dialect;

use crate::error::{Error, ErrorKind, Result};

/// A dialect whose driver is compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Driver {
    #[cfg(feature = "postgres")]
    Postgres,
    #[cfg(feature = "mysql")]
    MySql,
    #[cfg(feature = "sqlite")]
    Sqlite,
}

impl Driver {
    /// Returns the driver of `dialect`, or an error that names the cargo feature to enable.
    pub(crate) fn of(dialect: Dialect) -> Result<Self> {
        match dialect {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => Ok(Self::Postgres),
            #[cfg(feature = "mysql")]
            Dialect::MySql => Ok(Self::MySql),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Ok(Self::Sqlite),
            #[allow(unreachable_patterns, reason = "reachable when a driver is left out")]
            missing => Err(Error::new(ErrorKind::Configuration(format!(
                "this program was built without the `{missing}` feature of larder"
            )))),
        }
    }

    pub(crate) fn dialect(self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite => Dialect::Sqlite,
        }
    }
}
