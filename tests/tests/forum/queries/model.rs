//! Random conditions, and what they are of a row in memory.

use std::cmp::Ordering;
use std::fmt;

use integration::forum::models::{Errand, ErrandKind};
use larder::{Bind, Condition, Timestamp, TypedColumn};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// Texts that databases take for others, or for patterns.
pub(crate) const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "a ",
    "a\t",
    "ab",
    "aB",
    "b",
    "ä",
    "Ä",
    "ß",
    "z",
    "Z",
    "é",
    "e\u{301}",
    "%",
    "_",
    "a%b",
    "a_b",
    "!",
    "!%",
    "*",
    "?",
    "[a]",
    "]",
    "\\",
    "\\a",
    "'",
    "a\nb",
    "\u{10000}",
    "\u{ffff}",
    "i",
    "I",
    "ı",
    "İ",
    "K",
    "\u{212a}",
    ".",
    "^a$",
];

/// Returns what a condition is of a row; `None` where it is unknown.
type Eval = Box<dyn Fn(&Errand) -> Option<bool> + Send + Sync>;

/// A random condition.
pub(crate) enum Tree {
    Leaf(Leaf),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

/// A condition on one column, which is made anew from its seed.
pub(crate) struct Leaf {
    seed: u64,
    eval: Eval,
}

impl Tree {
    pub(crate) fn random(random: &mut StdRng, depth: u32) -> Self {
        let nodes =
            |random: &mut StdRng| (0..random.random_range(0..4)).map(|_| Self::random(random, depth - 1)).collect();
        match random.random_range(0..6) {
            0 | 1 if depth > 0 => Self::All(nodes(random)),
            2 | 3 if depth > 0 => Self::Any(nodes(random)),
            4 if depth > 0 => Self::Not(Box::new(Self::random(random, depth - 1))),
            _ => {
                let seed = random.next_u64();
                Self::Leaf(Leaf { seed, eval: leaf(seed).1 })
            }
        }
    }

    pub(crate) fn condition(&self) -> Condition<Errand> {
        match self {
            Self::Leaf(of) => leaf(of.seed).0,
            Self::All(nodes) => Condition::all_of(nodes.iter().map(Self::condition)),
            Self::Any(nodes) => Condition::any_of(nodes.iter().map(Self::condition)),
            Self::Not(node) => !node.condition(),
        }
    }

    /// Returns `None` where the condition is unknown.
    pub(crate) fn eval(&self, row: &Errand) -> Option<bool> {
        let among = |nodes: &[Self], decisive: bool| {
            let values: Vec<_> = nodes.iter().map(|node| node.eval(row)).collect();
            if values.contains(&Some(decisive)) {
                return Some(decisive);
            }
            if values.contains(&None) { None } else { Some(!decisive) }
        };
        match self {
            Self::Leaf(leaf) => (leaf.eval)(row),
            Self::All(nodes) => among(nodes, false),
            Self::Any(nodes) => among(nodes, true),
            Self::Not(node) => node.eval(row).map(|value| !value),
        }
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(of) => write!(f, "{:?} (leaf {})", leaf(of.seed).0, of.seed),
            Self::All(nodes) => f.debug_tuple("All").field(nodes).finish(),
            Self::Any(nodes) => f.debug_tuple("Any").field(nodes).finish(),
            Self::Not(node) => f.debug_tuple("Not").field(node).finish(),
        }
    }
}

fn leaf(seed: u64) -> (Condition<Errand>, Eval) {
    let random = &mut StdRng::seed_from_u64(seed);
    let texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    let days = [0, 1, 2, 5].map(|day| format!("2024-02-2{day}").parse().unwrap());
    let times: [Timestamp; 3] = [0, 3, 4].map(|second| format!("2024-01-01T00:00:0{second}.000001Z").parse().unwrap());
    match random.random_range(0..12) {
        0 | 1 => compared(random, Errand::LABEL, |row| row.label.clone(), &texts, String::cmp),
        2 => compared(random, Errand::OWNER, |row| row.owner.clone(), &texts, String::cmp),
        3 => {
            let codes = ["c1", "C1", "c", "ü3", "_5", "C77"].map(str::to_owned);
            compared(random, Errand::CODE, |row| Some(row.code.clone()), &codes, String::cmp)
        }
        4 => compared(random, Errand::RANK, |row| row.rank, &[-3, -2, 0, 1, 2], i32::cmp),
        5 => compared(random, Errand::KIND, |row| row.kind, ErrandKind::ALL, |a, b| a.as_str().cmp(b.as_str())),
        6 => compared(random, Errand::BORN_ON, |row| row.born_on, &days, Ord::cmp),
        7 => {
            let weights = [0.0, 1.0 / 3.0, 0.5, 2.0 / 3.0, 1.0];
            compared(random, Errand::WEIGHT, |row| row.weight, &weights, |a, b| a.partial_cmp(b).unwrap())
        }
        8 => compared(random, Errand::DUE_AT, |row| row.due_at, &times, Ord::cmp),
        9 => compared(random, Errand::DONE, |row| Some(row.done), &[false, true], Ord::cmp),
        10 => looked_for(random, Errand::LABEL, |row| row.label.clone()),
        _ => looked_for(random, Errand::OWNER, |row| row.owner.clone()),
    }
}

fn compared<T: Bind + Clone + Send + Sync + 'static>(
    random: &mut StdRng,
    column: TypedColumn<Errand, T>,
    get: fn(&Errand) -> Option<T>,
    values: &[T],
    order: fn(&T, &T) -> Ordering,
) -> (Condition<Errand>, Eval) {
    let mut pick = || values.choose(random).unwrap().clone();
    let (one, other) = (pick(), pick());
    let (a, b) = (one.clone(), other.clone());
    let by = move |is: fn(Ordering) -> bool| -> Eval { Box::new(move |row| get(row).map(|own| is(order(&own, &a)))) };
    let list: Vec<T> = (0..random.random_range(0..6)).map(|_| values.choose(random).unwrap().clone()).collect();
    let listed = list.clone();
    let is_in: Eval = Box::new(move |row| match get(row) {
        _ if listed.is_empty() => Some(false),
        own => own.map(|own| listed.iter().any(|item| order(&own, item).is_eq())),
    });
    match random.random_range(0..13) {
        0 => (column.eq(one), by(Ordering::is_eq)),
        1 => (column.ne(one), by(Ordering::is_ne)),
        2 => (column.lt(one), by(Ordering::is_lt)),
        3 => (column.le(one), by(Ordering::is_le)),
        4 => (column.gt(one), by(Ordering::is_gt)),
        5 => (column.ge(one), by(Ordering::is_ge)),
        6 => {
            let low = one.clone();
            let between = move |own: T| order(&own, &low).is_ge() && order(&own, &b).is_le();
            (column.between(one, other), Box::new(move |row| get(row).map(&between)))
        }
        7 => (column.is_in(list), is_in),
        8 => (column.is_not_in(list), Box::new(move |row| is_in(row).map(|is_in| !is_in))),
        9 => (column.is_null(), Box::new(move |row| Some(get(row).is_none()))),
        10 => (column.is_not_null(), Box::new(move |row| Some(get(row).is_some()))),
        11 => (column.eq(None::<T>), Box::new(move |row| Some(get(row).is_none()))),
        _ => (column.lt(None::<T>), Box::new(|_| None)),
    }
}

fn looked_for(
    random: &mut StdRng,
    column: TypedColumn<Errand, String>,
    get: fn(&Errand) -> Option<String>,
) -> (Condition<Errand>, Eval) {
    let needle = (*TEXTS.choose(random).unwrap()).to_owned();
    let of = |is: fn(&str, &str) -> bool, ignores_case: bool| -> Eval {
        let folded = move |text: &str| if ignores_case { text.to_ascii_lowercase() } else { text.to_owned() };
        let needle = folded(&needle);
        Box::new(move |row| get(row).map(|own| is(&folded(&own), &needle)))
    };
    let equals: fn(&str, &str) -> bool = |own, needle| own == needle;
    let starts: fn(&str, &str) -> bool = |own, needle| own.starts_with(needle);
    let ends: fn(&str, &str) -> bool = |own, needle| own.ends_with(needle);
    let holds: fn(&str, &str) -> bool = |own, needle| own.contains(needle);
    let text = needle.clone();
    match random.random_range(0..7) {
        0 => (column.starts_with(text), of(starts, false)),
        1 => (column.ends_with(text), of(ends, false)),
        2 => (column.contains(text), of(holds, false)),
        3 => (column.eq_ignore_case(text), of(equals, true)),
        4 => (column.starts_with_ignore_case(text), of(starts, true)),
        5 => (column.ends_with_ignore_case(text), of(ends, true)),
        _ => (column.contains_ignore_case(text), of(holds, true)),
    }
}
