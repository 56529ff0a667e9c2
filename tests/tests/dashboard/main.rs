//! The dashboard in a real browser: it is clicked, read, and measured for what does not fit.

mod appearance;
mod keyboard;
mod operator;
mod page;
mod reading;
mod scale;
mod traffic;
