//! What the compiler says to each mistake: one message, at the token that is wrong. `TRYBUILD=overwrite` blesses.
//!
//! What compiles is compiled by the parity tests of package `integration`, where the runtime is built anyway: without a case that
//! passes, trybuild only checks its dependencies.

#[test]
fn mistakes_are_told_at_their_tokens() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
