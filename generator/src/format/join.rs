//! Wide lines: prettyplease breaks at 89 columns, the repository's rustfmt.toml says 120.

/// Columns of a line, as in the repository's rustfmt.toml.
pub(super) const WIDTH: usize = 120;

const STEP: usize = 4;

/// A line, and how far it is indented, which is asked of many lines again and again.
#[derive(Debug)]
struct Line {
    text: String,
    indent: usize,
}

impl Line {
    fn new(text: String) -> Self {
        // An empty line ends nothing.
        let indent = if text.is_empty() { usize::MAX } else { text.len() - text.trim_start().len() };
        Self { text, indent }
    }

    fn trimmed(&self) -> &str {
        self.text.get(self.indent..).unwrap_or_default()
    }
}

/// Puts on one line whatever rustfmt with `use_small_heuristics = "Max"` would put on one line.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<Line> = text.lines().map(|line| Line::new(line.to_owned())).collect();
    loop {
        let before = lines.len();
        lines = pass(lines, group);
        lines = pass(lines, chain);
        if lines.len() == before {
            return lines.into_iter().map(|line| line.text).collect();
        }
    }
}

/// Replaces each run of lines that `joined` makes one of; it returns that one and how many it stands for.
fn pass(mut lines: Vec<Line>, joined: fn(&[Line]) -> Option<(String, usize)>) -> Vec<Line> {
    let (mut read, mut written) = (0, 0);
    while read < lines.len() {
        match joined(&lines[read..]) {
            Some((text, count)) => {
                lines[written] = Line::new(text);
                read += count;
            }
            None => {
                lines.swap(written, read);
                read += 1;
            }
        }
        written += 1;
    }
    lines.truncate(written);
    lines
}

/// Joins brackets with what stands between them, innermost first.
fn group(lines: &[Line]) -> Option<(String, usize)> {
    let open = &lines[0];
    let closer = match open.text.chars().last()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        _ => return None,
    };
    // A literal that a chain starts from stands one step too deep.
    let depth = lines.get(1).map(|line| line.indent)?;
    if depth != open.indent + STEP && depth != open.indent + 2 * STEP {
        return None;
    }
    let is_plain =
        |line: &Line| line.indent == depth && !line.trimmed().starts_with(['/', '#', '.']) && !opens(&line.text);
    let count = lines[1..].iter().take_while(|line| is_plain(line)).count();
    let (inner, close) = (&lines[1..=count], lines.get(count + 1)?);
    if close.indent >= depth || !close.trimmed().starts_with(closer) || inner.is_empty() {
        return None;
    }
    let (open, close) = (open.text.as_str(), close.trimmed());
    let text: Vec<&str> = inner.iter().map(|line| line.text.trim()).collect();
    let text = text.join(" ");
    let line = match closer {
        '}' => braces(open, inner, &text, close)?,
        // A tuple of one is nothing but its comma.
        ')' if inner.len() == 1 && !is_call(open) => format!("{open}{text}{close}"),
        _ => format!("{open}{}{close}", text.trim_end_matches(',')),
    };
    fits(&line).then_some((line, count + 2))
}

/// Tells whether the bracket at the end of the line is of a call, a macro or a tuple struct.
fn is_call(open: &str) -> bool {
    let before = open[..open.len() - 1].chars().last();
    before.is_some_and(|letter| letter.is_alphanumeric() || ['_', '>', '!', ')', ']'].contains(&letter))
}

/// Joins a struct literal, a closure of one expression, or the way out of a `let … else`.
fn braces(open: &str, inner: &[Line], text: &str, close: &str) -> Option<String> {
    let head = open.strip_suffix(" {")?;
    let is_expression = inner.len() == 1 && !text.ends_with([';', ',']);
    if head.ends_with('|') {
        return is_expression.then(|| format!("{head} {text}{}", &close[1..]));
    }
    if head.ends_with(" =>") && close == "}" {
        return is_expression.then(|| format!("{head} {text},"));
    }
    if head.ends_with(" else") && head.contains("let ") {
        return is_expression.then(|| format!("{open} {text} {close}"));
    }
    let name = head.rsplit([' ', '(', ':', '&']).next()?;
    let is_literal = name.starts_with(char::is_uppercase)
        && name.chars().all(char::is_alphanumeric)
        && !["struct ", "enum ", "impl "].iter().any(|word| head.contains(word))
        && inner.iter().all(|line| line.text.ends_with(',') && !line.text.contains(" => "))
        // What a mark stands for may be long.
        && !inner.iter().any(|line| line.text.contains(super::MARK));
    is_literal.then(|| format!("{open} {} {close}", text.trim_end_matches(',')))
}

/// Joins a chain of calls with what it starts from, and a condition with its further lines.
fn chain(lines: &[Line]) -> Option<(String, usize)> {
    let base = &lines[0];
    if base.trimmed().starts_with([')', ']', '}', '/', '.']) || base.text.ends_with([';', ',', '{', '(', '[']) {
        return None;
    }
    let goes_on = |line: &&Line| {
        line.indent == base.indent.saturating_add(STEP)
            && [".", "&& ", "|| "].iter().any(|start| line.trimmed().starts_with(start))
    };
    if lines.get(1).is_some_and(|next| next.indent == base.indent && next.text.trim() == "{") {
        let line = format!("{} {{", base.text);
        return fits(&line).then_some((line, 2));
    }
    let links = &lines[1..=lines[1..].iter().take_while(goes_on).count()];
    let count = links.len();
    if count == 0 || links[..count - 1].iter().any(|line| opens(&line.text)) {
        return None;
    }
    let mut line = base.text.clone();
    for link in links {
        let text = link.trimmed();
        line.push_str(if text.starts_with('.') { "" } else { " " });
        line.push_str(text);
    }
    let is_arm = line.ends_with(" => {");
    let is_whole = is_arm || !opens(&line) && lines.get(count + 1).is_none_or(|next| next.indent <= base.indent);
    (is_whole && fits(&line)).then_some((line, count + 1))
}

fn opens(line: &str) -> bool {
    line.ends_with(['(', '[', '{', '<', '|'])
}

fn fits(line: &str) -> bool {
    line.chars().count() <= WIDTH
}
