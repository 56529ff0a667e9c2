//! Any definition becomes any other: random pairs, with every question answered by one of its own flags.
//!
//! `LARDER_SEED=n` starts elsewhere; a failure names its seed.

use std::fmt::Write as _;

use larder_generator::sql::diff::{Tables, diff, is_same, wanted};
use larder_generator::sql::{Answers, Folder, Problem, fold, generate, history};

#[path = "support/answers.rs"]
mod answers;
#[path = "support/definition.rs"]
mod definition;

use answers::answers;
use definition::{schema, written};

const CASES: u64 = 200;

/// A stream of numbers that a seed decides.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("is below a usize")
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }
}

/// A field whose name tells which types it can have, so that most changes of type are ones that can be made.
fn field(name: &str, random: &mut Random) -> String {
    let ty = match name.as_bytes()[0] {
        b'n' => random.pick(&[
            "type = \"i16?\"",
            "type = \"i32?\"",
            "type = \"i64?\"",
            "type = \"i32\", default = 7",
            "type = \"i64\"",
            "type = \"i32\", range = [0, 9]",
        ]),
        b's' => random.pick(&[
            "type = \"string?\", length = 9",
            "type = \"string\", length = 20",
            "type = \"string\", length = [1, 30], default = \"it's\"",
            "enum = [\"a\", \"b\"]",
            "enum = [\"b\", \"a\", \"c\"], default = \"a\"",
            "type = \"string\", length = 40, unique = true",
        ]),
        b't' => random.pick(&["type = \"text?\"", "type = \"text\"", "type = \"text\", length = 500, default = \"\""]),
        b'f' => random.pick(&["type = \"f32?\"", "type = \"f64\", default = 0.5", "type = \"f64?\""]),
        b'w' => {
            random.pick(&["type = \"timestamp?\"", "type = \"timestamp\", default = \"now\"", "type = \"timestamp\""])
        }
        b'j' => random.pick(&["type = \"json?\"", "type = \"json\", default = {}"]),
        _ => random.pick(&[
            "type = \"uuid?\"",
            "type = \"uuid\", default = \"uuid_v7\"",
            "type = \"uuid\", unique = true",
        ]),
    };
    format!("{name} = {{ {ty} }}\n")
}

/// A definition of up to five entities, each a tenant's or nobody's.
fn definition(random: &mut Random) -> String {
    let with_tenants = random.one_in(2);
    let mut text = String::new();
    if with_tenants {
        text.push_str(
            "[entities.Tenant]\n[entities.Tenant.fields]\nid = { type = \"uuid\", primary = true }\n\
             tenant_id = { type = \"string\", length = 50, unique = true, immutable = true }\n",
        );
    }
    let names: Vec<&str> = ["Ant", "Bee", "Cat", "Dog", "Elk"].into_iter().filter(|_| !random.one_in(3)).collect();
    for name in &names {
        let mut fields = String::from("id = { type = \"uuid\", primary = true }\n");
        if with_tenants && !random.one_in(4) {
            fields.push_str("tenant_id = { belongs_to = \"Tenant\", on_delete = \"cascade\", tenant = true }\n");
        }
        let pool = ["n1", "n2", "n3", "s1", "s2", "s3", "t1", "t2", "f1", "w1", "w2", "j1", "u1", "u2"];
        let chosen: Vec<&str> = pool.into_iter().filter(|_| random.one_in(2)).collect();
        chosen.iter().for_each(|name| fields.push_str(&field(name, random)));
        for parent in names.iter().filter(|_| random.one_in(4)).collect::<Vec<_>>() {
            let action = random.pick(&["set_null", "cascade", "restrict"]);
            let _ = writeln!(
                fields,
                "{}_id = {{ belongs_to = \"{parent}?\", on_delete = \"{action}\" }}",
                parent.to_lowercase()
            );
        }
        let indexed: Vec<&&str> = chosen.iter().filter(|name| !name.starts_with(['t', 'j'])).collect();
        let mut indexes: Vec<String> =
            indexed.iter().filter(|_| random.one_in(4)).map(|name| format!("\"{name}\"")).collect();
        if let [first, .., last] = indexed.as_slice()
            && random.one_in(2)
        {
            indexes.push(format!("\"{first}, {last} desc\""));
        }
        if chosen.contains(&"t1") && random.one_in(2) {
            indexes.push("{ search = \"t1\" }".to_owned());
        }
        let _ =
            write!(text, "\n[entities.{name}]\nindexes = [{}]\n[entities.{name}.fields]\n{fields}", indexes.join(", "));
    }
    text
}

/// Answers every question by one of its flags until none is left; `None` when something cannot be done at all.
fn answered<T>(random: &mut Random, mut attempt: impl FnMut(&Answers) -> Result<T, Vec<Problem>>) -> Option<T> {
    let mut said = Answers::default();
    for _ in 0..20 {
        let problems = match attempt(&said) {
            Ok(done) => return Some(done),
            Err(problems) => problems,
        };
        let told = || problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
        if problems.iter().any(|problem| matches!(problem.code, "M0306" | "M0307" | "M0308")) {
            return None;
        }
        let mut targets: Vec<String> = Vec::new();
        for problem in &problems {
            let question = problem.question.as_ref().unwrap_or_else(|| panic!("{}", told()));
            // Two that are gone cannot both become the same.
            let is_free = |flag: &&String| target(flag).is_none_or(|target| !targets.contains(&target));
            let free: Vec<&String> = question.flags.iter().filter(is_free).collect();
            let flag = free[random.below(free.len())];
            targets.extend(target(flag));
            said.extend(answers(flag));
        }
    }
    panic!("questions without end");
}

/// What a rename makes: a table, or a column of one.
fn target(flag: &str) -> Option<String> {
    let (from, to) = flag.strip_prefix("--rename ")?.split_once('=')?;
    Some(format!("{} {to}", from.split_once('.').map_or("", |(entity, _)| entity)))
}

#[test]
fn any_definition_becomes_any_other() {
    let start = std::env::var("LARDER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut made = 0;
    for seed in start..start + CASES {
        let mut random = Random(seed);
        let [first, second] = [definition(&mut random), definition(&mut random)];
        let nothing = Tables::new();
        let mut before = nothing.clone();
        for target in [&first, &second] {
            let after = wanted(&schema(target)).expect("the definition has tables");
            let Some(found) = answered(&mut random, |said| diff(&before, &after, said)) else { break };
            for operation in found.drafts.iter().flat_map(|draft| &draft.operations) {
                history::apply_to(&mut before, operation).unwrap_or_else(|problem| panic!("seed {seed}: {problem}"));
            }
            assert!(is_same(&before, &after), "seed {seed}");
            let again = diff(&before, &after, &Answers::default()).map(|diff| diff.drafts);
            assert_eq!(again, Ok(Vec::new()), "seed {seed}");
            made += 1;
        }
    }
    assert!(made > CASES * 3 / 2, "too few changes could be made: {made}");
}

/// The same through folders, SQL and all; the order of the entities changes nothing.
#[test]
fn any_change_can_be_written_and_read_back() {
    for seed in 1..=8 {
        let mut random = Random(seed);
        let mut folder = Folder::new();
        for _ in 0..3 {
            let mut target = schema(&definition(&mut random));
            let state = fold(&folder).unwrap_or_else(|problems| panic!("seed {seed}: {problems:?}"));
            let Some(made) = answered(&mut random, |said| generate(&state, &target, said)) else { break };
            folder.extend(written(&made.migrations));
            let state = fold(&folder).unwrap_or_else(|problems| panic!("seed {seed}: {problems:?}"));
            target.entities.reverse();
            let again = generate(&state, &target, &Answers::default()).map(|generated| generated.migrations);
            assert_eq!(again, Ok(Vec::new()), "seed {seed}");
            assert_eq!(history::fold::verify_files(&folder), Vec::new(), "seed {seed}");
        }
    }
}
