//! The engines' own words, without what may differ: the order of columns, where a constraint stands, and the number
//! that tells names apart which would be the same.

mod scan;

use self::scan::{Quotes, items, tokens};

/// What is left of a cut name whatever stands behind it.
const SHORTEST_CUT: usize = 40;

/// Takes the numbers from names of one derivation: they follow the order in which the things were made. A name that was
/// cut has a hash in it, which is over the number too.
pub(crate) fn unnumbered(sql: &str) -> String {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut text = String::new();
    let mut rest = sql;
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|character| !is_word(character)).map_or(rest.len(), |end| start + end);
        text.push_str(&rest[..start]);
        text.push_str(&derived(&rest[start..end]));
        rest = &rest[end..];
    }
    text + rest
}

fn derived(word: &str) -> String {
    let numberless = word.trim_end_matches(|character: char| character.is_ascii_digit());
    let Some((base, suffix)) = numberless.rsplit_once('_') else { return word.to_owned() };
    if !["idx", "key", "check", "fkey", "unique"].contains(&suffix) {
        return word.to_owned();
    }
    let hash = base.rsplit_once('_').map(|(_, hash)| hash);
    let is_cut = hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    // It is cut to make room for the number too.
    let base = if is_cut { base.get(..SHORTEST_CUT).unwrap_or(base) } else { base };
    format!("{base}_{suffix}")
}

/// Returns what `SHOW CREATE TABLE` says, without the next number of the key.
pub(crate) fn mysql(create: &str) -> String {
    let create = without_servers_keys(create);
    let sorted = without_bracketed_numbers(&with_sorted_items(&create, "CREATE TABLE", Quotes::Escaped));
    let Some((before, after)) = sorted.rsplit_once(" AUTO_INCREMENT=") else { return sorted };
    format!("{before}{}", after.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

/// A server makes a key for a foreign key, and MySQL keeps it or not beside another that serves: by whether that one
/// came with the table.
fn without_servers_keys(create: &str) -> String {
    let lines: Vec<&str> = create.lines().map(|line| line.trim().trim_end_matches(',')).collect();
    let columns = |line: &str| line.split_once(" (").map_or(String::new(), |(_, rest)| rest.replace(" DESC", ""));
    let is_spare = |line: &&str| {
        let Some((name, own)) = line.strip_prefix("KEY `").and_then(|rest| rest.split_once("` (")) else {
            return false;
        };
        let own = own.trim_end_matches(')');
        let serves = |other: &&&str| {
            let starts =
                other.starts_with("KEY ") || other.starts_with("UNIQUE KEY ") || other.starts_with("PRIMARY KEY ");
            starts && other != &line && columns(other).starts_with(own)
        };
        lines.iter().any(|other| other.starts_with(&format!("CONSTRAINT `{name}` FOREIGN KEY (")))
            && lines.iter().any(|other| serves(&other))
    };
    let spare: Vec<&str> = lines.iter().copied().filter(|line| is_spare(line)).collect();
    let kept: Vec<&str> = create.lines().filter(|line| !spare.contains(&line.trim().trim_end_matches(','))).collect();
    kept.join("\n")
}

/// MySQL says `-(33)` where a statement said `-33`, and `-33` once it has read that again.
fn without_bracketed_numbers(text: &str) -> String {
    let mut parts = text.split("-(");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((number, after)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                plain.push_str(&format!("-{number}{after}"));
            }
            _ => plain.push_str(&format!("-({part}")),
        }
    }
    plain
}

fn with_sorted_items(statement: &str, start: &str, quotes: Quotes) -> String {
    match items(statement, quotes) {
        Some((head, mut items, tail)) if statement.starts_with(start) => {
            items.sort();
            format!("{head}(\n  {}\n){tail}", items.join(",\n  "))
        }
        _ => statement.to_owned(),
    }
}

/// Returns a text of `sqlite_schema` token by token; the constraints of a column stand beside the columns.
pub(crate) fn sqlite(sql: &str) -> String {
    let spelled = tokens(sql).join(" ");
    if !spelled.starts_with("CREATE TABLE") {
        return spelled;
    }
    let Some((head, items, tail)) = items(sql, Quotes::Doubled) else { return spelled };
    let mut parts: Vec<String> = items.iter().flat_map(|item| column_and_constraints(item)).collect();
    parts.sort();
    format!("{} (\n  {}\n) {}", tokens(&head).join(" "), parts.join(",\n  "), tokens(&tail).join(" "))
}

/// Splits `a INTEGER NOT NULL CONSTRAINT c CHECK (…)` into the column and the constraint as a table would have it.
fn column_and_constraints(item: &str) -> Vec<String> {
    let words = tokens(item);
    let table_level = ["CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN"];
    let quoted = item.trim_start().starts_with(['"', '`', '[', '\'']);
    if !quoted && words.first().is_some_and(|word| table_level.contains(&word.as_str())) {
        return vec![words.join(" ").replace("( ", "(").replace(" )", ")")];
    }
    let name = words.first().cloned().unwrap_or_default();
    let mut parts: Vec<Vec<String>> = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut named = false;
    for (position, word) in words.iter().enumerate() {
        let starts = depth == 0
            && position > 0
            && (word == "CONSTRAINT"
                || !named && ["CHECK", "REFERENCES", "UNIQUE", "PRIMARY"].contains(&word.as_str()));
        if starts {
            parts.push(Vec::new());
        }
        if depth == 0 {
            named = word == "CONSTRAINT" || named && words[position - 1] == "CONSTRAINT";
        }
        depth = match word.as_str() {
            "(" => depth + 1,
            ")" => depth.saturating_sub(1),
            _ => depth,
        };
        if let Some(part) = parts.last_mut() {
            match (depth, word.as_str()) {
                (0, "REFERENCES") => part.extend(["FOREIGN KEY (", &name, ") REFERENCES"].map(str::to_owned)),
                (0, "UNIQUE") => part.extend(["UNIQUE (", &name, ")"].map(str::to_owned)),
                _ => part.push(word.clone()),
            }
        }
    }
    parts.into_iter().map(|part| part.join(" ").replace("( ", "(").replace(" )", ")")).collect()
}
