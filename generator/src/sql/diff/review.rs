//! What a change leaves open, or is worth saying, once it is known which table and column became which.

pub(super) mod exchanged;
pub(super) mod partition;
pub(super) mod references;
pub(super) mod row_security;
pub(super) mod scale;
pub(super) mod schemas;
pub(super) mod stricter;
pub(super) mod unused;
