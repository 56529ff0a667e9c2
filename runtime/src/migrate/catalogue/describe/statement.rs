//! `CREATE TABLE` of MySQL and SQLite taken apart.

use larder_format::catalogue::{LiveCheck, LiveColumn, LiveIndex, LiveKey, LivePart, LiveReference, LiveTable};

use crate::migrate::catalogue::token::{SqlToken, joined, split};

/// Words that end the type of a column.
const AFTER_TYPE: [&str; 20] = [
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
    "AUTO_INCREMENT",
    "COMMENT",
    "CHARACTER",
    "CHARSET",
    "ON",
    "VIRTUAL",
    "STORED",
    "PERSISTENT",
    "INVISIBLE",
];

/// Adds a column, key, check or index of a statement to its table; `named_keys` on MySQL, which has indexes among them.
pub(super) fn item(words: &[SqlToken], named_keys: bool, table: &mut LiveTable) {
    let mut rest = Words { words };
    let name = rest.name_of_constraint();
    match rest.words.first() {
        Some(word) if word.is("PRIMARY") => {
            rest.skip(2);
            table.primary = Some(rest.key(name));
        }
        Some(word) if word.is("UNIQUE") => {
            rest.skip(1);
            let own = rest.name_of_index();
            table.uniques.push(rest.key(name.or(own)));
        }
        Some(word) if word.is("FOREIGN") => {
            rest.skip(2);
            let own = (!rest.is_next("(")).then(|| rest.next_name()).flatten();
            let columns = rest.names();
            let reference = rest.reference(name.or(own), columns);
            table.references.push(reference);
        }
        Some(word) if word.is("CHECK") => {
            let check = rest.check(name);
            table.checks.push(check);
        }
        Some(_) if named_keys && name.is_none() && rest.is_index() => table.indexes.push(rest.index()),
        Some(_) if name.is_none() => column(rest, table),
        _ => table.others.push(joined(words)),
    }
}

/// Takes `CREATE UNIQUE INDEX name ON table (parts) WHERE condition` apart.
#[cfg(feature = "sqlite")]
pub(super) fn index(words: &[SqlToken]) -> Option<LiveIndex> {
    let open = words.iter().position(|word| word.is("("))?;
    let on = words[..open].iter().rposition(|word| word.is("ON"))?;
    let mut rest = Words { words: &words[open..] };
    let parts = split(rest.group(), |word| word.is(",")).into_iter().map(part).collect();
    let condition = rest.is_next("WHERE").then(|| joined(&rest.words[1..]));
    Some(LiveIndex {
        name: words[..on].last().cloned().map(SqlToken::into_name).unwrap_or_default(),
        unique: words[..on].iter().any(|word| word.is("UNIQUE")),
        method: "btree".to_owned(),
        parts,
        condition,
        ..LiveIndex::default()
    })
}

fn column(mut rest: Words<'_>, table: &mut LiveTable) {
    let Some(name) = rest.next_name() else { return };
    let is_end = |word: &SqlToken| AFTER_TYPE.iter().any(|end| word.is(end));
    let mut end = rest.words.iter().position(is_end).unwrap_or(rest.words.len());
    // SQLite takes any words for a type.
    let is_type = |word: Option<&SqlToken>| word.is_some_and(|word| ["VARYING", "LARGE"].iter().any(|w| word.is(w)));
    if end == 0
        && rest.is_next("CHARACTER")
        && (is_type(rest.words.get(1)) || rest.words.get(1).is_some_and(|w| w.is("(")))
    {
        end = 1 + rest.words[1..].iter().position(is_end).unwrap_or(rest.words.len() - 1);
    }
    let (ty, behind) = rest.words.split_at(end);
    rest.words = behind;
    let mut column = LiveColumn { name, ty: type_text(ty), nullable: true, ..LiveColumn::default() };
    if ty.first().is_some_and(|word| word.is("enum") || word.is("set")) {
        column.values = ty.iter().filter_map(literal).collect();
    }
    while !rest.words.is_empty() {
        clause(&mut rest, &mut column, table);
    }
    table.columns.push(column);
}

/// Takes one clause of a column.
fn clause(rest: &mut Words<'_>, column: &mut LiveColumn, table: &mut LiveTable) {
    let name = rest.name_of_constraint();
    let Some(first) = rest.words.first() else { return };
    let own = || vec![column.name.clone()];
    if first.is("NOT") && rest.words.get(1).is_some_and(|word| word.is("NULL")) {
        rest.skip(2);
        column.nullable = false;
        column.others.extend(Some(rest.conflict()).filter(|said| !said.is_empty()));
    } else if first.is("NULL") {
        rest.skip(1);
    } else if first.is("PRIMARY") {
        rest.skip(2);
        let descends = rest.is_next("DESC");
        rest.take_any(&["ASC", "DESC"]);
        let mut others = rest.conflict();
        rest.take_any(&["AUTOINCREMENT"]);
        if descends {
            others.push_str("DESC");
        }
        table.primary = Some(LiveKey { name, columns: own(), others, ..LiveKey::default() });
    } else if first.is("UNIQUE") {
        rest.skip(1);
        rest.take_any(&["KEY"]);
        let others = rest.conflict();
        table.uniques.push(LiveKey { name, columns: own(), others, ..LiveKey::default() });
    } else if first.is("CHECK") {
        table.checks.push(rest.check(name));
    } else if first.is("REFERENCES") {
        let columns = own();
        table.references.push(rest.reference(name, columns));
    } else if first.is("DEFAULT") {
        rest.skip(1);
        column.default = Some(joined(rest.value())).filter(|text| !text.eq_ignore_ascii_case("NULL"));
    } else if first.is("COLLATE") {
        rest.skip(1);
        column.collation = rest.next_name();
    } else if first.is("CHARACTER") || first.is("CHARSET") {
        rest.skip(if first.is("CHARACTER") { 2 } else { 1 });
        column.collation = rest.next_name();
    } else if first.is("GENERATED") || first.is("AS") {
        rest.skip(if first.is("GENERATED") { 3 } else { 1 });
        column.generated = Some(joined(rest.group()));
        if rest.is_next("STORED") || rest.is_next("PERSISTENT") {
            column.others.push("STORED".to_owned());
        }
        rest.take_any(&["VIRTUAL", "STORED", "PERSISTENT"]);
    } else if first.is("AUTO_INCREMENT") {
        rest.skip(1);
        column.numbered = true;
    } else if first.is("COMMENT") {
        rest.skip(1);
        column.comment = rest.words.first().and_then(literal);
        rest.skip(1);
    } else if first.is("ON") {
        rest.skip(2);
        column.others.push(format!("ON UPDATE {}", joined(rest.value())));
    } else {
        column.others.push(first.text());
        rest.skip(1);
    }
}

/// A part of an index: a column, or an expression.
fn part(words: &[SqlToken]) -> LivePart {
    let mut words = words;
    let descending = words.last().is_some_and(|word| word.is("DESC"));
    if descending || words.last().is_some_and(|word| word.is("ASC")) {
        words = &words[..words.len() - 1];
    }
    match words {
        [name] => LivePart { text: name.clone().into_name(), descending, ..LivePart::default() },
        [name, behind @ ..] if behind[0].is("COLLATE") || is_length(behind) => {
            LivePart { text: name.clone().into_name(), descending, others: joined(behind), ..LivePart::default() }
        }
        _ => LivePart { text: joined(words), is_expression: true, descending, ..LivePart::default() },
    }
}

/// How many characters of a column MySQL indexes: `(20)`.
fn is_length(words: &[SqlToken]) -> bool {
    matches!(words, [open, length, close] if open.is("(") && close.is(")")
        && length.text().chars().all(|character| character.is_ascii_digit()))
}

fn type_text(words: &[SqlToken]) -> String {
    let mut text = String::new();
    for word in words {
        let is_tight = text.is_empty() || text.ends_with('(') || ["(", ")", ","].iter().any(|mark| word.is(mark));
        if !is_tight && !text.ends_with(',') {
            text.push(' ');
        }
        match word {
            SqlToken::Quoted(name) => text.push_str(name),
            SqlToken::Plain(plain) => text.push_str(plain),
        }
    }
    text
}

/// Returns what a text in single quotes says.
fn literal(word: &SqlToken) -> Option<String> {
    let text = word.text();
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(unescaped(inner))
}

/// Returns what a text between quotes says, in which a doubled quote and a backslash stand for others.
pub(super) fn unescaped(inner: &str) -> String {
    let mut text = String::new();
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => drop(characters.next_if_eq(&'\'')),
            '\\' => {
                text.extend(characters.next().map(|next| match next {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    '0' => '\0',
                    other => other,
                }));
                continue;
            }
            _ => {}
        }
        text.push(character);
    }
    text
}

/// What is left of a statement.
struct Words<'a> {
    words: &'a [SqlToken],
}

impl<'a> Words<'a> {
    fn is_next(&self, text: &str) -> bool {
        self.words.first().is_some_and(|word| word.is(text))
    }

    fn skip(&mut self, count: usize) {
        self.words = &self.words[count.min(self.words.len())..];
    }

    fn take_any(&mut self, texts: &[&str]) {
        while texts.iter().any(|text| self.is_next(text)) {
            self.skip(1);
        }
    }

    fn next_name(&mut self) -> Option<String> {
        let name = self.words.first()?.clone().into_name();
        self.skip(1);
        Some(name)
    }

    fn name_of_constraint(&mut self) -> Option<String> {
        if !self.is_next("CONSTRAINT") {
            return None;
        }
        self.skip(1);
        self.next_name()
    }

    /// `ON CONFLICT ROLLBACK`, which SQLite alone has; empty where there is none.
    fn conflict(&mut self) -> String {
        if !self.is_next("ON") || !self.words.get(1).is_some_and(|word| word.is("CONFLICT")) {
            return String::new();
        }
        let said = joined(&self.words[..3.min(self.words.len())]);
        self.skip(3);
        said
    }

    /// Takes what stands between parentheses.
    fn group(&mut self) -> &'a [SqlToken] {
        let mut depth = 0_u32;
        for (at, word) in self.words.iter().enumerate() {
            if word.is("(") {
                depth += 1;
            } else if word.is(")") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let inner = &self.words[1..at];
                    self.words = &self.words[at + 1..];
                    return inner;
                }
            }
        }
        std::mem::take(&mut self.words)
    }

    /// Takes a value with its sign, its parentheses, or the text behind `_utf8mb4`.
    fn value(&mut self) -> &'a [SqlToken] {
        let all = self.words;
        if self.is_next("+") || self.is_next("-") {
            self.skip(1);
        }
        if self.is_next("(") {
            self.group();
        } else {
            self.skip(1);
            if self.words.first().is_some_and(|word| word.text().starts_with('\''))
                && all[0].text().starts_with(['_', 'x', 'X', 'b', 'B'])
            {
                self.skip(1);
            }
            while self.is_next(".") {
                self.skip(2);
            }
            if self.is_next("(") {
                self.group();
            }
        }
        &all[..all.len() - self.words.len()]
    }

    fn names(&mut self) -> Vec<String> {
        split(self.group(), |word| word.is(",")).into_iter().map(|words| part(words).text).collect()
    }

    /// `(columns)`, with the lengths of prefixes, which are none of the columns'.
    fn key(&mut self, name: Option<String>) -> LiveKey {
        let parts: Vec<_> = split(self.group(), |word| word.is(",")).into_iter().map(part).collect();
        let others: Vec<_> = parts
            .iter()
            .flat_map(|part| {
                let order = part.descending.then(|| "DESC".to_owned());
                let expression = part.is_expression.then(|| part.text.clone());
                Some(part.others.clone()).filter(|others| !others.is_empty()).into_iter().chain(order).chain(expression)
            })
            .collect();
        let conflict = self.conflict();
        LiveKey {
            name,
            columns: parts.into_iter().map(|part| part.text).collect(),
            others: others.join(" ") + &conflict,
            ..LiveKey::default()
        }
    }

    fn check(&mut self, name: Option<String>) -> LiveCheck {
        self.skip(1);
        let expression = joined(self.group());
        let mut others = self.conflict();
        if self.is_next("NOT") && self.words.get(1).is_some_and(|word| word.is("ENFORCED")) {
            others.push_str("NOT ENFORCED");
            self.skip(2);
        }
        LiveCheck { name, expression, others }
    }

    /// `REFERENCES parent (columns) ON DELETE …`
    fn reference(&mut self, name: Option<String>, columns: Vec<String>) -> LiveReference {
        self.skip(1);
        let mut parent = self.next_name().unwrap_or_default();
        while self.is_next(".") {
            self.skip(1);
            parent = format!("{parent}.{}", self.next_name().unwrap_or_default());
        }
        let parent_columns = if self.is_next("(") { self.names() } else { Vec::new() };
        let action = || "NO ACTION".to_owned();
        let (mut on_delete, mut on_update, mut others) = (action(), action(), Vec::new());
        loop {
            if self.is_next("ON") {
                let is_delete = self.words.get(1).is_some_and(|word| word.is("DELETE"));
                self.skip(2);
                let length = if self.is_next("SET") || self.is_next("NO") { 2 } else { 1 };
                let said = joined(&self.words[..length.min(self.words.len())]).to_uppercase();
                self.skip(length);
                *(if is_delete { &mut on_delete } else { &mut on_update }) = said;
            } else if ["MATCH", "DEFERRABLE", "INITIALLY", "NOT"].iter().any(|word| self.is_next(word)) {
                if self.is_next("NOT") && !self.words.get(1).is_some_and(|word| word.is("DEFERRABLE")) {
                    break;
                }
                let length = if self.is_next("DEFERRABLE") { 1 } else { 2 };
                others.push(joined(&self.words[..length.min(self.words.len())]).to_uppercase());
                self.skip(length);
            } else {
                break;
            }
        }
        // Says what holds without it.
        others.retain(|word| word != "NOT DEFERRABLE" && word != "INITIALLY IMMEDIATE" && word != "MATCH SIMPLE");
        LiveReference { name, columns, parent, parent_columns, on_delete, on_update, others: others.join(" ") }
    }

    /// Whether MySQL's statement goes on with an index: a name in backquotes is that of a column.
    fn is_index(&self) -> bool {
        ["KEY", "INDEX", "FULLTEXT", "SPATIAL", "VECTOR"].iter().any(|word| self.is_next(word))
    }

    fn name_of_index(&mut self) -> Option<String> {
        self.take_any(&["KEY", "INDEX"]);
        (!self.is_next("(")).then(|| self.next_name()).flatten()
    }

    fn index(&mut self) -> LiveIndex {
        let mut method = "btree".to_owned();
        if !self.is_next("KEY") && !self.is_next("INDEX") {
            method = self.next_name().unwrap_or_default().to_lowercase();
        }
        let name = self.name_of_index().unwrap_or_default();
        let parts: Vec<_> = split(self.group(), |word| word.is(",")).into_iter().map(part).collect();
        if self.is_next("USING") {
            self.skip(1);
            method = self.next_name().unwrap_or_default().to_lowercase();
        }
        LiveIndex { name, method, parts, others: joined(self.words), ..LiveIndex::default() }
    }
}
