//! What rows get in a counter that comes to a table whose children are there.

use larder_format::plan::{Fill, Operation};
use larder_generator::sql::diff::{Diff, Tables, diff, is_same, wanted};
use larder_generator::sql::{Problem, history};

#[path = "support/answers.rs"]
mod answers;
#[path = "support/definition.rs"]
mod definition;

use answers::answers;
use definition::schema;

const BASE: &str = r#"
[entities.Tenant]
table = "tenants"
[entities.Tenant.fields]
id = { type = "i64", primary = true }
tenant_id = { type = "string", length = [3, 50], unique = true, immutable = true }

[entities.Thread]
table = "order"
[entities.Thread.fields]
id = { type = "uuid", primary = true }
title = { type = "string", length = 50 }
boss_id = { belongs_to = "Thread?", on_delete = "restrict" }

[entities.Post]
table = "posts"
soft_delete = "deleted_at"
[entities.Post.fields]
id = { type = "uuid", primary = true }
thread_id = { belongs_to = "Thread", on_delete = "cascade" }
words = "i32"
deleted_at = "timestamp?"
"#;

const TITLE: &str = "title = { type = \"string\", length = 50 }\n";
const OF_POSTS: &str = "(SELECT count(*) FROM posts WHERE posts.thread_id = threads.id AND posts.deleted_at IS NULL)";

const RECOUNT: &str = "if those are not the right counts, recount with";

fn base() -> String {
    BASE.replace("\"order\"", "\"threads\"")
}

fn counter(name: &str, of: &str) -> String {
    format!("{name} = {{ type = \"i64\", default = 0, {of} }}\n")
}

fn tables(text: &str) -> Tables {
    let wanted = wanted(&schema(text)).expect("the definition has tables");
    let drafts = diff(&Tables::new(), &wanted, &answers("")).expect("new tables need no answer").drafts;
    drafts.iter().fold(Tables::new(), |tables, draft| {
        history::apply(&tables, &draft.operations).expect("the operations can be done")
    })
}

fn made(before: &str, after: &str, flags: &str) -> Result<Diff, Vec<Problem>> {
    let (before, after) = (tables(before), wanted(&schema(after)).expect("the definition has tables"));
    let made = diff(&before, &after, &answers(flags))?;
    let operations: Vec<_> = made.drafts.iter().flat_map(|draft| draft.operations.clone()).collect();
    let led = history::apply(&before, &operations).expect("the operations can be done");
    assert!(is_same(&led, &after));
    Ok(made)
}

/// The title of each folder with the columns that come in it.
fn told(diff: &Diff) -> Vec<String> {
    let column = |operation: &Operation| match operation {
        Operation::AddColumn { column, fill, .. } | Operation::AlterColumn { column, fill, .. } => Some(match fill {
            None => column.name.clone(),
            Some(Fill::All(fill)) => format!("{} = {fill}", column.name),
            Some(Fill::Each { postgres, mysql, sqlite }) => {
                format!("{} = {postgres} | {mysql} | {sqlite}", column.name)
            }
        }),
        _ => None,
    };
    let draft = |operations: &[Operation]| operations.iter().filter_map(column).collect::<Vec<_>>().join(", ");
    diff.drafts.iter().map(|made| format!("{}: {}", made.title, draft(&made.operations))).collect()
}

/// The base with replacements leads to these folders.
#[track_caller]
fn check(before: &str, replacements: &[(&str, &str)], flags: &str, expected: &[&str]) {
    let after = replacements.iter().fold(before.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the definition holds no `{from}`");
        text.replacen(from, to, 1)
    });
    match made(before, &after, flags) {
        Ok(diff) => assert_eq!(told(&diff), expected),
        Err(problems) => panic!("{}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// The code and the help of every note.
fn advice(diff: &Diff) -> Vec<(&'static str, String)> {
    diff.notes.iter().map(|note| (note.code, note.help.clone().unwrap_or_default())).collect()
}

fn with(counter: &str) -> String {
    format!("{TITLE}{counter}")
}

#[test]
fn rows_that_are_there_are_counted() {
    let posts = with(&counter("posts", "counts = \"Post\""));
    check(&base(), &[(TITLE, &posts)], "", &[&format!("add_posts_to_threads: posts = {OF_POSTS}")]);
    let words = with(&counter("words", "sums = \"Post.words\""));
    let sum = OF_POSTS.replace("count(*)", "coalesce(sum(posts.words), 0)");
    check(&base(), &[(TITLE, &words)], "", &[&format!("add_words_to_threads: words = {sum}")]);
}

#[test]
fn what_somebody_says_counts_more() {
    let posts = with(&counter("posts", "counts = \"Post\""));
    check(&base(), &[(TITLE, &posts)], "--fill Thread.posts=0", &["add_posts_to_threads: posts = 0"]);
}

#[test]
fn the_tenant_is_part_of_the_key() {
    let tenant = "tenant_id = { belongs_to = \"Tenant\", tenant = true, on_delete = \"restrict\" }\n";
    let before = BASE.replace(
        "id = { type = \"uuid\", primary = true }\n",
        &format!("id = {{ type = \"uuid\", primary = true }}\n{tenant}"),
    );
    let posts = with(&counter("posts", "counts = \"Post\""));
    let count = |order: &str| {
        format!(
            "(SELECT count(*) FROM posts WHERE posts.tenant_id = {order}.tenant_id AND posts.thread_id = {order}.id AND \
             posts.deleted_at IS NULL)"
        )
    };
    let (quoted, ticked) = (count("\"order\""), count("`order`"));
    let expected = format!("add_posts_to_order: posts = {quoted} | {ticked} | {quoted}");
    check(&before, &[(TITLE, &posts)], "", &[&expected]);
    // A key that a delete sets to null holds no tenant, but the runtime looks for one all the same.
    let before = before.replace("\"Thread\", on_delete = \"cascade\"", "\"Thread?\", on_delete = \"set_null\"");
    check(&before, &[(TITLE, &posts)], "", &[&expected]);
}

#[test]
fn a_table_that_counts_itself_is_read_beforehand_on_mysql() {
    let own = with(&counter("inferiors", "counts = \"Thread\""));
    let direct = "(SELECT count(*) FROM threads AS counted WHERE counted.boss_id = threads.id)";
    let beforehand = "coalesce((SELECT counted.figure FROM (SELECT boss_id, count(*) AS figure FROM threads GROUP BY \
                      boss_id) AS counted WHERE counted.boss_id = threads.id), 0)";
    let expected = format!("add_inferiors_to_threads: inferiors = {direct} | {beforehand} | {direct}");
    check(&base(), &[(TITLE, &own)], "", &[&expected]);
}

#[test]
fn where_nothing_can_be_there_the_default_does() {
    let posts = with(&counter("posts", "counts = \"Post\""));
    let at = BASE.find("[entities.Post]").expect("is there");
    let start = BASE.find("[entities.Thread]").expect("is there");
    let threads = BASE[start..at].replace("\"order\"", "\"threads\"");
    let after = format!("{threads}{}", &BASE[at..]).replacen(TITLE, &posts, 1);
    let made = made(&threads, &after, "").expect("needs no answer");
    assert_eq!(told(&made), ["add_posts_to_threads: posts", "create_posts: "]);
    let belongs = "thread_id = { belongs_to = \"Thread\", on_delete = \"cascade\" }\n";
    let before = base().replace(belongs, "");
    let nullable = belongs.replace("\"Thread\"", "\"Thread?\"");
    check(
        &before,
        &[(TITLE, &posts), ("words = ", &format!("{nullable}words = "))],
        "",
        &["change_threads_and_posts: posts, thread_id"],
    );
}

#[test]
fn what_is_counted_is_there_before() {
    let posts = with(&counter("posts", "counts = \"Post\""));
    let belongs = "thread_id = { belongs_to = \"Thread\", on_delete = \"cascade\" }\n";
    let before = base().replace(belongs, "");
    let first = "(SELECT id FROM threads LIMIT 1)";
    check(
        &before,
        &[(TITLE, &posts), ("words = ", &format!("{belongs}words = "))],
        &format!("--fill 'Post.thread_id={first}'"),
        &[
            &format!("add_thread_id_to_posts: thread_id = {first}"),
            &format!("add_posts_to_threads: posts = {OF_POSTS}"),
        ],
    );
    check(
        &base(),
        &[("table = \"posts\"", "table = \"entries\""), (TITLE, &posts), ("thread_id", "topic_id")],
        "--rename posts=entries --rename Post.thread_id=topic_id",
        &[&format!(
            "change_posts_and_2_more: posts = {}",
            OF_POSTS.replace("posts", "entries").replace("thread_id", "topic_id")
        )],
    );
}

#[test]
fn a_sum_of_new_counters_waits_for_them() {
    let likes = "\n[entities.Like]\ntable = \"likes\"\n[entities.Like.fields]\nid = { type = \"uuid\", primary = true }\npost_id = { belongs_to = \"Post\", on_delete = \"cascade\" }\n";
    let before = format!("{}{likes}", base());
    let of_likes = counter("likes", "counts = \"Like\"");
    let of_posts = with(&counter("likes", "sums = \"Post.likes\""));
    let sum = OF_POSTS.replace("count(*)", "coalesce(sum(posts.likes), 0)");
    check(
        &before,
        &[(TITLE, &of_posts), ("words = ", &format!("{of_likes}words = "))],
        "",
        &[
            "add_likes_to_posts: likes = (SELECT count(*) FROM likes WHERE likes.post_id = posts.id)",
            &format!("add_likes_to_threads: likes = {sum}"),
        ],
    );
}

#[test]
fn a_column_that_becomes_a_counter_keeps_its_values() {
    let before = base().replacen(TITLE, &with("posts = \"i64?\"\n"), 1);
    let after = base().replacen(TITLE, &with(&counter("posts", "counts = \"Post\"")), 1);
    let made = made(&before, &after, "").expect("needs no answer");
    assert_eq!(told(&made), [format!("change_threads_posts: posts = {OF_POSTS}")]);
    assert_eq!(advice(&made), [("M0503", format!("{RECOUNT}: UPDATE threads SET posts = {OF_POSTS}"))]);
}

#[test]
fn a_recount_is_told_in_every_dialect_that_has_its_own() {
    let each = |table: &str, [postgres, mysql, sqlite]: [&str; 3]| {
        let before = BASE.replace("\"order\"", table).replacen(TITLE, &with("figure = \"i64?\"\n"), 1);
        let of = if table == "\"order\"" { "Post" } else { "Thread" };
        let after = before.replacen("figure = \"i64?\"\n", &counter("figure", &format!("counts = \"{of}\"")), 1);
        let made = made(&before, &after, "").expect("needs no answer");
        let expected = format!(
            "{RECOUNT}\n        PostgreSQL: UPDATE {postgres}\n        MySQL: UPDATE {mysql}\n        SQLite: UPDATE {sqlite}"
        );
        assert_eq!(advice(&made), [("M0503", expected)]);
    };
    let posts = |order: &str| format!("{order} SET figure = {}", OF_POSTS.replace("threads", order));
    let (quoted, ticked) = (posts("\"order\""), posts("`order`"));
    each("\"order\"", [&quoted, &ticked, &quoted]);
    // MySQL changes no table that a query within the statement reads.
    let direct = "threads SET figure = (SELECT count(*) FROM threads AS counted WHERE counted.boss_id = threads.id)";
    let beforehand = "threads SET figure = coalesce((SELECT counted.figure FROM (SELECT boss_id, count(*) AS figure FROM \
                      threads GROUP BY boss_id) AS counted WHERE counted.boss_id = threads.id), 0)";
    each("\"threads\"", [direct, beforehand, direct]);
}
