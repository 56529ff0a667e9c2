//! What a rule can look at: a field as it is, absent values included.

mod among;
mod bounds;
mod moment;
mod no_nul;
mod number;
mod octets;
mod text;

pub use among::Among;
pub use bounds::Bounds;
pub use moment::Temporal;
pub use no_nul::NoNul;
pub use number::{Number, Shown};
pub use octets::Octets;
pub use text::Text;
