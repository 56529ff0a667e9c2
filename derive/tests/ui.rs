//! What the compiler says to each mistake: one message, at the token that is wrong. `TRYBUILD=overwrite` blesses.

#[test]
fn mistakes_are_told_at_their_tokens() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/*.rs");
}
