//! What the compiler says to each mistake: one message, at the token that is wrong. `TRYBUILD=overwrite` blesses.

#[test]
fn mistakes_are_told_at_their_tokens() {
    let cases = trybuild::TestCases::new();
    for topic in topics() {
        cases.compile_fail(format!("tests/ui/{topic}/*.rs"));
    }
}

/// The folders of failing cases. `LARDER_UI=rules` takes one.
fn topics() -> Vec<String> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ui")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let only = std::env::var("LARDER_UI").ok();
    let mut topics: Vec<String> = names.filter(|name| only.as_ref().is_none_or(|only| only == name)).collect();
    topics.sort();
    topics
}
