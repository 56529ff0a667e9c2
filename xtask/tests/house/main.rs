//! Rules of this repository that no compiler checks: which folder may import which, what a type name means, and how
//! long a line of prose may be.

mod floors;
mod lines;
mod names;
mod sources;
