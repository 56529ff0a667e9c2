//! Reports answers that were not needed.

use crate::name;
use crate::sql::diff::Wanted;
use crate::sql::diff::columns::values;
use crate::sql::diff::dialogue::{Dialogue, Pair, Used, table_named};
use crate::sql::diff::matches::matched::Matches;
use crate::sql::{Problem, Rename, Subject};

/// Says of every answer that was of no use why it was not.
pub(in crate::sql::diff) fn report(matches: &Matches<'_>, dialogue: &mut Dialogue<'_>) {
    let answers = dialogue.answers;
    let mut problems = Vec::new();
    for (at, rename) in answers.renames.iter().enumerate() {
        if !dialogue.is_used(Used::Rename(at)) {
            let flag = format!("--rename {rename}");
            problems.push(unknown(&rename.from, &flag, matches, dialogue).unwrap_or_else(|| match &rename.value {
                Some(value) => values::useless(rename, value, &flag),
                None => renamed(rename, &flag, matches, dialogue),
            }));
        }
    }
    let others = answers.drops.iter().enumerate().map(|(at, subject)| (Used::Drop(at), "--drop", subject));
    let fills = answers.fills.iter().enumerate().map(|(at, fill)| (Used::Fill(at), "--fill", &fill.subject));
    let narrows = answers.narrows.iter().enumerate().map(|(at, subject)| (Used::Narrow(at), "--narrow", subject));
    let keeps = answers.keeps.iter().enumerate().map(|(at, subject)| (Used::Keep(at), "--keep", subject));
    for (answer, word, subject) in others.chain(fills).chain(narrows).chain(keeps) {
        if !dialogue.is_used(answer) {
            let flag = format!("{word} {subject}");
            problems.push(unknown(subject, &flag, matches, dialogue).unwrap_or_else(|| needless(subject, word, &flag)));
        }
    }
    problems.into_iter().for_each(|problem| dialogue.push(problem));
}

/// The table or column that the answer names is nowhere.
fn unknown(subject: &Subject, flag: &str, matches: &Matches<'_>, dialogue: &Dialogue<'_>) -> Option<Problem> {
    let is_new = |wanted: &&Wanted| wanted.entity == subject.table || wanted.table.name == subject.table;
    let old = table_named(&subject.table, dialogue.before);
    let new = dialogue.wanted.iter().find(is_new);
    if old.is_none() && new.is_none() {
        let message = format!("`{flag}`: there is no entity or table `{}`", subject.table);
        let entities = dialogue.wanted.iter().map(|wanted| wanted.entity.as_str());
        let gone = matches.gone.iter().copied();
        return Some(mistake(message, name::nearest(&subject.table, entities.chain(gone))));
    }
    let column = subject.column.as_deref()?;
    let pair = matches.tables.iter().map(|found| found.pair).find(|pair| pair.is_named(&subject.table));
    let Some(Pair { before, wanted, .. }) = pair else {
        let message =
            format!("`{flag}`: `{}` is created or dropped as a whole, so `{column}` needs no answer", subject.table);
        return Some(Problem::new("M0402", message).help("remove the flag"));
    };
    let old = dialogue.before.get(before).into_iter().flat_map(|table| &table.columns);
    let columns = || old.clone().chain(&wanted.table.columns).map(|column| column.name.as_str());
    if columns().any(|name| name == column) || wanted.fields.iter().any(|(_, field)| field == column) {
        return None;
    }
    Some(mistake(format!("`{flag}`: `{}` has no field `{column}`", subject.table), name::nearest(column, columns())))
}

fn renamed(rename: &Rename, flag: &str, matches: &Matches<'_>, dialogue: &Dialogue<'_>) -> Problem {
    let pair = matches.tables.iter().map(|found| found.pair).find(|pair| pair.is_named(&rename.from.table));
    let names: Vec<&str> = match (&rename.from.column, pair) {
        (Some(_), Some(pair)) => pair.wanted.table.columns.iter().map(|column| column.name.as_str()).collect(),
        _ => dialogue.wanted.iter().flat_map(|wanted| [wanted.entity.as_str(), wanted.table.name.as_str()]).collect(),
    };
    if !names.contains(&rename.to.as_str()) {
        let message = format!("`{flag}`: the definition has no `{}`", rename.to);
        return mistake(message, name::nearest(&rename.to, names));
    }
    let message = format!("`{flag}` has no effect: `{}` already has this name, or another rename uses it", rename.to);
    Problem::new("M0402", message).help("remove the flag")
}

fn needless(subject: &Subject, word: &str, flag: &str) -> Problem {
    let why = match word {
        "--drop" => format!("`{subject}` is still in the definition, or is renamed"),
        "--fill" => format!("no row needs a value for `{subject}`"),
        "--keep" if subject.column.is_none() => format!("`{subject}` does not look swapped with another table"),
        "--keep" => format!("`{subject}` still refers to the same table"),
        _ => format!("`{subject}` still accepts all values that it accepted before"),
    };
    Problem::new("M0402", format!("`{flag}` is not needed: {why}")).help("remove the flag")
}

fn mistake(message: String, meant: Option<&str>) -> Problem {
    let problem = Problem::new("M0401", message);
    match meant {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem,
    }
}
