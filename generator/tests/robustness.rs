//! Whatever stands in the file, reading it ends with a schema or with diagnostics that can be shown.

use larder_generator::{diagnostic::Paint, read};

const MODELS: &str = include_str!("cases/voicehelper.toml");

/// Reads `text`, and if it is refused, shows why.
fn survives(text: &str) {
    if let Err(found) = read(text, "models.toml") {
        assert!(found.has_errors());
        assert!(found.render(Paint::Plain).contains("models.toml:"));
    }
}

#[test]
fn any_line_may_be_missing() {
    let lines: Vec<&str> = MODELS.lines().collect();
    for missing in 0..lines.len() {
        let rest: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, line)| *line).collect();
        survives(&rest.join("\n"));
    }
}

#[test]
fn the_file_may_end_anywhere() {
    for end in (0..MODELS.len()).step_by(41).filter(|end| MODELS.is_char_boundary(*end)) {
        survives(&MODELS[..end]);
    }
}

/// Every place is tried with some of the words, every word at many places.
#[test]
fn any_string_may_hold_anything() {
    let words =
        ["", " ", "?", "[]", "é", "a b c", "(", ")", ",", ".", "😀 > '", "count(", "x is", "-", "9999999999999h"];
    let parts: Vec<&str> = MODELS.split('"').collect();
    for at in (1..parts.len()).step_by(2) {
        let mut parts = parts.clone();
        parts[at] = words[at / 2 % words.len()];
        survives(&parts.join("\""));
    }
}

#[test]
fn any_value_may_be_of_another_kind() {
    let values =
        ["5", "[]", "{}", "[[]]", "true", "1.5", "\"\"", "1979-05-27", "{ type = [] }", "-9223372036854775808"];
    let lines: Vec<&str> = MODELS.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ") else { continue };
        for value in [values[at % values.len()], values[at * 3 % values.len()]] {
            let changed = format!("{key} = {value}");
            let mut lines = lines.clone();
            lines[at] = &changed;
            survives(&lines.join("\n"));
        }
    }
}

#[test]
fn the_same_text_gives_the_same_schema_and_the_same_words() {
    assert_eq!(read(MODELS, "models.toml").unwrap().schema, read(MODELS, "models.toml").unwrap().schema);
    let broken = MODELS.replace("uuid", "uid");
    let shown = || read(&broken, "models.toml").unwrap_err().render(Paint::Plain);
    assert_eq!(shown(), shown());
}

#[test]
fn line_endings_do_not_matter() {
    let windows = read(&MODELS.replace('\n', "\r\n"), "models.toml").unwrap();
    assert_eq!(windows.schema, read(MODELS, "models.toml").unwrap().schema);
}
