//! The pool when callers leave, servers freeze, restart and refuse: on every database, with servers of the test's own
//! where one is stopped.

mod cancelled;
mod dead;
mod frozen;
mod limits;
mod memory;
mod replicas;
mod world;
