//! Answers as they are typed.

use larder_generator::sql::Answers;

/// Reads `--rename User.bio=biography --drop Account`; `'` and `"` hold words together.
pub(crate) fn answers(flags: &str) -> Answers {
    let mut answers = Answers::default();
    let mut words = words(flags);
    answers.upgrade = words.iter().any(|word| word == "--upgrade");
    words.retain(|word| word != "--upgrade");
    for pair in words.chunks(2) {
        let [flag, value] = pair else { panic!("`{flags}` has a flag without a value") };
        let read = |result: Result<(), String>| result.unwrap_or_else(|message| panic!("{message}"));
        read(match flag.as_str() {
            "--rename" => value.parse().map(|rename| answers.renames.push(rename)),
            "--drop" => value.parse().map(|subject| answers.drops.push(subject)),
            "--fill" => value.parse().map(|fill| answers.fills.push(fill)),
            "--narrow" => value.parse().map(|subject| answers.narrows.push(subject)),
            "--keep" => value.parse().map(|subject| answers.keeps.push(subject)),
            other => panic!("`{other}` is no flag"),
        });
    }
    answers
}

/// Words as a shell cuts them, as far as flags need it.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ' | '\n') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
