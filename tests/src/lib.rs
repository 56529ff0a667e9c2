//! Servers and stores for the tests.
