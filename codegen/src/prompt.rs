//! Open questions, asked on a terminal.

use std::io::{self, BufRead, IsTerminal as _, Write};

use larder_generator::sql::{Answers, Filling, Problem, Question, QuestionKind, Rename, Subject};

use crate::arguments::{Arguments, Format};

/// Does `work` with the answers of the command line, and as long as all that is missing are answers and somebody is
/// there, asks for them.
///
/// # Errors
///
/// Those of `work`; questions that nobody answered.
pub(crate) fn until_answered<T>(
    arguments: &Arguments,
    mut work: impl FnMut(&Answers) -> Result<T, Vec<Problem>>,
) -> Result<T, Vec<Problem>> {
    let mut answers = arguments.answers.answers();
    let somebody = !arguments.check
        && arguments.format == Format::Human
        && io::stdin().is_terminal()
        && io::stderr().is_terminal();
    loop {
        let problems = match work(&answers) {
            Ok(done) => return Ok(done),
            Err(problems) => problems,
        };
        if !somebody || !problems.iter().all(Problem::is_question) {
            return Err(problems);
        }
        match ask(&problems, &mut io::stdin().lock(), &mut io::stderr().lock()) {
            Ok(Some(more)) => answers.extend(more),
            // What was not answered is reported with its flags.
            Ok(None) | Err(_) => return Err(problems),
        }
    }
}

/// Asks every question; `None` when one was left open.
fn ask(problems: &[Problem], input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Option<Answers>> {
    let mut answers = Answers::default();
    for problem in problems {
        let Some(question) = &problem.question else { continue };
        writeln!(output, "{}", problem.message)?;
        let Ok(subject) = question.subject.parse::<Subject>() else { return Ok(None) };
        let answered = match question.kind {
            QuestionKind::Table | QuestionKind::Column => gone(question, subject, &mut answers, input, output)?,
            QuestionKind::Fill => fill(question, subject, &mut answers, input, output)?,
            QuestionKind::Narrow => narrow(subject, &mut answers, input, output)?,
            QuestionKind::Keep => keep(subject, &mut answers, input, output)?,
        };
        if !answered {
            return Ok(None);
        }
    }
    Ok(Some(answers))
}

fn gone(
    question: &Question,
    subject: Subject,
    answers: &mut Answers,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<bool> {
    let mut choices: Vec<String> = question.candidates.iter().map(|name| format!("renamed to `{name}`")).collect();
    choices.push("drop it with all its values".to_owned());
    let Some(choice) = choose(&choices, input, output)? else { return Ok(false) };
    match question.candidates.get(choice) {
        Some(name) => answers.renames.push(Rename { from: subject, value: None, to: name.clone() }),
        None => answers.drops.push(subject),
    }
    Ok(true)
}

fn fill(
    question: &Question,
    subject: Subject,
    answers: &mut Answers,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<bool> {
    writeln!(output, "  on the command line: {}", question.flags.join(" "))?;
    let Some(expression) = value(input, output)? else { return Ok(false) };
    answers.fills.push(Filling { subject, dialect: None, expression });
    Ok(true)
}

fn narrow(
    subject: Subject,
    answers: &mut Answers,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<bool> {
    let choices = ["all existing rows fit; fail otherwise", "replace values that do not fit"];
    let Some(choice) = choose(&choices.map(str::to_owned), input, output)? else { return Ok(false) };
    if choice == 1 {
        let Some(expression) = value(input, output)? else { return Ok(false) };
        answers.fills.push(Filling { subject: subject.clone(), dialect: None, expression });
    }
    answers.narrows.push(subject);
    Ok(true)
}

fn keep(
    subject: Subject,
    answers: &mut Answers,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<bool> {
    let choices = [match subject.column {
        Some(_) => "its values are already valid keys of the other table",
        None => "the tables were not swapped: each holds the rows of its own entity",
    }
    .to_owned()];
    let Some(_) = choose(&choices, input, output)? else { return Ok(false) };
    answers.keeps.push(subject);
    Ok(true)
}

/// Asks for an expression; `None` for an empty line or the end.
fn value(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Option<String>> {
    write!(output, "  value as an SQL expression (Enter to stop): ")?;
    output.flush()?;
    line(input)
}

/// Asks until a number of the list is given; `None` for an empty line or the end.
fn choose(choices: &[String], input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Option<usize>> {
    for (number, choice) in choices.iter().enumerate() {
        writeln!(output, "  {}) {choice}", number + 1)?;
    }
    loop {
        write!(output, "  1 to {} (Enter to stop): ", choices.len())?;
        output.flush()?;
        let Some(text) = line(input)? else { return Ok(None) };
        match text.parse::<usize>() {
            Ok(number) if (1..=choices.len()).contains(&number) => return Ok(Some(number - 1)),
            _ => writeln!(output, "  `{text}` is not one of the choices")?,
        }
    }
}

fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut text = String::new();
    input.read_line(&mut text)?;
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind, subject: &str, candidates: &[&str]) -> Problem {
        let candidates = candidates.iter().map(|&name| name.to_owned()).collect();
        let question = Question { kind, subject: subject.to_owned(), candidates, flags: Vec::new() };
        Problem::asking("M0201", "what now", question)
    }

    fn asked(problems: &[Problem], typed: &str) -> (Option<Answers>, String) {
        let mut output = Vec::new();
        let answers = ask(problems, &mut typed.as_bytes(), &mut output).expect("a buffer can be written");
        (answers, String::from_utf8(output).expect("is text"))
    }

    #[test]
    fn a_number_chooses_and_others_are_asked_again() {
        let problems = [question(QuestionKind::Column, "User.bio", &["biography", "about"])];
        let (answers, output) = asked(&problems, "4\nx\n2\n");
        assert_eq!(answers.expect("is answered").renames[0].to, "about");
        assert!(
            output.contains("1) renamed to `biography`") && output.contains("`4` is not one of the choices"),
            "{output}"
        );
        let (answers, _) = asked(&problems, "3\n");
        assert_eq!(answers.expect("is answered").drops[0].to_string(), "User.bio");
    }

    #[test]
    fn every_question_is_asked_and_one_left_open_stops() {
        let problems =
            [question(QuestionKind::Fill, "User.nick", &[]), question(QuestionKind::Narrow, "User.age", &[])];
        let (answers, _) = asked(&problems, "'none'\n2\n0\n");
        let answers = answers.expect("is answered");
        assert_eq!((answers.fills.len(), answers.narrows.len()), (2, 1));
        assert_eq!(asked(&problems, "'none'\n\n").0, None);
        assert_eq!(asked(&problems, "").0, None);
    }
}
