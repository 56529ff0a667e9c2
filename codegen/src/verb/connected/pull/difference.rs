//! Two texts line by line.

/// Lines around a change that are shown.
const AROUND: usize = 2;

/// Returns the lines that go with `-` and those that come with `+`, each with some lines around them.
pub(super) fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let lines = aligned(&before, &after);
    let mut shown = String::new();
    let mut last = None;
    for (at, (sign, line)) in lines.iter().enumerate() {
        let near = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        if !lines[near].iter().any(|(sign, _)| *sign != ' ') {
            continue;
        }
        if last.is_some_and(|last| last + 1 != at) {
            shown.push_str("  …\n");
        }
        last = Some(at);
        shown.push_str(format!("{sign} {line}").trim_end());
        shown.push('\n');
    }
    shown
}

/// Returns all lines, each with what becomes of it, by the longest common subsequence.
fn aligned<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(char, &'a str)> {
    let width = after.len() + 1;
    let mut common = vec![0_usize; (before.len() + 1) * width];
    for old in (0..before.len()).rev() {
        for new in (0..after.len()).rev() {
            common[old * width + new] = match before[old] == after[new] {
                true => common[(old + 1) * width + new + 1] + 1,
                false => common[(old + 1) * width + new].max(common[old * width + new + 1]),
            };
        }
    }
    let (mut old, mut new) = (0, 0);
    let mut lines = Vec::new();
    while old < before.len() || new < after.len() {
        let is_same = old < before.len() && new < after.len() && before[old] == after[new];
        let goes = old < before.len()
            && (new == after.len() || common[(old + 1) * width + new] >= common[old * width + new + 1]);
        if is_same {
            lines.push((' ', before[old]));
            (old, new) = (old + 1, new + 1);
        } else if goes {
            lines.push(('-', before[old]));
            old += 1;
        } else {
            lines.push(('+', after[new]));
            new += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn changes_stand_among_their_lines() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let after = "a\nb\nc\nx\ne\nf\ng\nh\ni\n";
        assert_eq!(difference(before, after), "  b\n  c\n- d\n+ x\n  e\n  f\n  g\n  h\n+ i\n");
        assert_eq!(difference(before, before), "");
    }
}
