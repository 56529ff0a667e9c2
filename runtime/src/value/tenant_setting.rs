//! What row level security is told of a tenant.

use std::fmt::Write as _;
use std::sync::Arc;

/// The tenant of a statement as PostgreSQL's policies are told it: the hex digits of its bytes, so that nothing of it
/// is read as SQL. Empty without a tenant: policies show no row then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TenantSetting(Arc<str>);

impl TenantSetting {
    pub(crate) fn of(tenant: Option<&str>) -> Self {
        let mut digits = String::new();
        for byte in tenant.unwrap_or_default().bytes() {
            // Writing to a String cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        Self(digits.into())
    }

    /// Nobody's.
    pub(crate) fn none() -> Self {
        Self::of(None)
    }

    /// Returns hex digits only.
    pub(crate) fn digits(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::TenantSetting;

    #[test]
    fn nothing_of_a_tenant_is_sql() {
        assert_eq!(TenantSetting::of(Some("a'; --")).digits(), "61273b202d2d");
        assert_eq!(TenantSetting::of(Some("租")).digits(), "e7a79f");
        assert_eq!(TenantSetting::of(None), TenantSetting::none());
    }
}
