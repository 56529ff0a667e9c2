//! Wide lines: prettyplease breaks at 89 columns, the repository's rustfmt.toml says 120.

/// Columns of a line, as in the repository's rustfmt.toml.
pub(super) const WIDTH: usize = 120;

const STEP: usize = 4;

/// Puts on one line whatever rustfmt with `use_small_heuristics = "Max"` would put on one line.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    loop {
        let before = lines.len();
        lines = pass(lines, group);
        lines = pass(lines, chain);
        if lines.len() == before {
            return lines;
        }
    }
}

/// Replaces each run of lines that `joined` makes one of; it returns that one and how many it stands for.
fn pass(lines: Vec<String>, joined: fn(&[String]) -> Option<(String, usize)>) -> Vec<String> {
    let mut out = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let (line, count) = joined(rest).unwrap_or_else(|| (line.clone(), 1));
        out.push(line);
        rest = &after[count - 1..];
    }
    out
}

/// Joins brackets with what stands between them, innermost first.
fn group(lines: &[String]) -> Option<(String, usize)> {
    let open = lines[0].as_str();
    let closer = match open.chars().last()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        _ => return None,
    };
    // A literal that a chain starts from stands one step too deep.
    let depth = lines.get(1).map(|line| indent(line))?;
    if depth != indent(open) + STEP && depth != indent(open) + 2 * STEP {
        return None;
    }
    let end = lines.iter().skip(1).position(|line| indent(line) < depth)? + 1;
    let (inner, close) = (&lines[1..end], lines[end].trim_start());
    let is_plain =
        |line: &String| indent(line) == depth && !line.trim_start().starts_with(['/', '#', '.']) && !opens(line);
    if !close.starts_with(closer) || inner.is_empty() || !inner.iter().all(is_plain) {
        return None;
    }
    let text: Vec<&str> = inner.iter().map(|line| line.trim()).collect();
    let text = text.join(" ");
    let line = match closer {
        '}' => braces(open, inner, &text, close)?,
        // A tuple of one is nothing but its comma.
        ')' if inner.len() == 1 && !is_call(open) => format!("{open}{text}{close}"),
        _ => format!("{open}{}{close}", text.trim_end_matches(',')),
    };
    fits(&line).then_some((line, end + 1))
}

/// Tells whether the bracket at the end of the line is of a call, a macro or a tuple struct.
fn is_call(open: &str) -> bool {
    let before = open[..open.len() - 1].chars().last();
    before.is_some_and(|letter| letter.is_alphanumeric() || ['_', '>', '!', ')', ']'].contains(&letter))
}

/// Joins a struct literal, a closure of one expression, or the way out of a `let … else`.
fn braces(open: &str, inner: &[String], text: &str, close: &str) -> Option<String> {
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
        && inner.iter().all(|line| line.ends_with(',') && !line.contains(" => "));
    is_literal.then(|| format!("{open} {} {close}", text.trim_end_matches(',')))
}

/// Joins a chain of calls with what it starts from, and a condition with its further lines.
fn chain(lines: &[String]) -> Option<(String, usize)> {
    let base = lines[0].as_str();
    if base.trim_start().starts_with([')', ']', '}', '/', '.']) || base.ends_with([';', ',', '{', '(', '[']) {
        return None;
    }
    let goes_on = |line: &&String| {
        let text = line.trim_start();
        indent(line) == indent(base) + STEP && [".", "&& ", "|| "].iter().any(|start| text.starts_with(start))
    };
    if lines.get(1).is_some_and(|next| next.trim() == "{" && indent(next) == indent(base)) {
        let line = format!("{base} {{");
        return fits(&line).then_some((line, 2));
    }
    let links: Vec<&String> = lines[1..].iter().take_while(goes_on).collect();
    let count = links.len();
    if count == 0 || links[..count - 1].iter().any(|line| opens(line)) {
        return None;
    }
    let mut line = base.to_owned();
    for link in links {
        let text = link.trim_start();
        line.push_str(if text.starts_with('.') { "" } else { " " });
        line.push_str(text);
    }
    let is_arm = line.ends_with(" => {");
    let is_whole = is_arm || !opens(&line) && lines.get(count + 1).is_none_or(|next| indent(next) <= indent(base));
    (is_whole && fits(&line)).then_some((line, count + 1))
}

fn indent(line: &str) -> usize {
    if line.is_empty() { usize::MAX } else { line.len() - line.trim_start().len() }
}

fn opens(line: &str) -> bool {
    line.ends_with(['(', '[', '{', '<', '|'])
}

fn fits(line: &str) -> bool {
    line.chars().count() <= WIDTH
}
