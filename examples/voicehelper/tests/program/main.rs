//! The program itself, as processes: what pages show is run, and instances start, change and stop beside each other.

mod collector;
mod http;
mod instance;
mod outages;
mod pages;
mod together;
mod traces;
