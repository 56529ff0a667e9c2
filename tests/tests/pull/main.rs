//! Databases read into definitions: those that this repository's own definitions made, and databases of others.

mod foreign;
mod round;
mod rows;
mod several;
