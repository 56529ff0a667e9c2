//! Bytes.

/// Bytes, or none.
pub trait Octets {
    /// Returns how many bytes there are; `None` where there is nothing to count.
    fn octets(&self) -> Option<usize>;
}

impl Octets for [u8] {
    fn octets(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl Octets for Vec<u8> {
    fn octets(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Octets> Octets for Option<T> {
    fn octets(&self) -> Option<usize> {
        self.as_ref().and_then(Octets::octets)
    }
}

impl<T: Octets + ?Sized> Octets for &T {
    fn octets(&self) -> Option<usize> {
        (**self).octets()
    }
}
