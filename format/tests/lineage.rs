//! The order of migrations.

use larder_format::lineage::{Broken, Link, ancestors, heads, order};

type Migration = (&'static str, &'static [&'static str]);

/// Every hash is the name in capitals.
fn ordered(migrations: &[Migration]) -> Result<Vec<String>, Vec<Broken>> {
    let owned = migrations.iter().map(|(id, parents)| {
        (id.to_string(), id.to_uppercase(), parents.iter().map(|parent| parent.to_string()).collect::<Vec<_>>())
    });
    order(owned.collect(), of).map(|ordered| ordered.into_iter().map(|(id, _, _)| id).collect())
}

fn of((id, hash, parents): &(String, String, Vec<String>)) -> Link<'_> {
    Link { id, hash, parents }
}

#[test]
fn parents_come_first_and_names_break_ties() {
    let told = ordered(&[("d", &["b@B", "c@C"]), ("c", &["a@A"]), ("b", &["z@Z"]), ("a", &[]), ("z", &[])]);
    assert_eq!(told, Ok(["a", "c", "z", "b", "d"].map(str::to_owned).to_vec()));
}

#[test]
fn every_parent_that_is_not_as_it_was_is_told() {
    let told = ordered(&[("a", &[]), ("b", &["a@X", "q@Q"])]).expect_err("a parent is missing");
    let (id, parent) = ("b".to_owned(), |name: &str| name.to_owned());
    assert_eq!(
        told,
        [
            Broken::Changed { id: id.clone(), parent: parent("a@X"), hash: parent("A") },
            Broken::Missing { id, parent: parent("q@Q") }
        ]
    );
}

#[test]
fn a_circle_is_told() {
    let ids = ["b", "c"].map(str::to_owned).to_vec();
    assert_eq!(ordered(&[("a", &[]), ("b", &["c@C"]), ("c", &["b@B"])]), Err(vec![Broken::Circle { ids }]));
}

#[test]
fn heads_are_what_nothing_follows_and_ancestors_all_that_one_follows() {
    let own = |(id, parents): &(&str, &[&str])| {
        (id.to_string(), id.to_uppercase(), parents.iter().map(|parent| parent.to_string()).collect::<Vec<_>>())
    };
    let branches: [(&str, &[&str]); 4] = [("a", &[]), ("c", &["a@A"]), ("b", &["a@A"]), ("d", &["b@B"])];
    let migrations: Vec<_> = branches.iter().map(own).collect();
    assert_eq!(heads(&migrations, of), ["c", "d"]);
    assert_eq!(ancestors(&migrations, of, "d").into_iter().collect::<Vec<_>>(), ["a", "b", "d"]);
}

#[test]
fn thousands_of_migrations_are_put_in_order_at_once() {
    let names: Vec<String> = (0..20_000).map(|number| format!("{number:05}")).collect();
    let chain = names.iter().enumerate().map(|(at, name)| {
        let parent = at.checked_sub(1).map(|before| format!("{0}@{0}", names[before]));
        (name.clone(), name.clone(), parent.into_iter().collect::<Vec<_>>())
    });
    let ordered = order(chain.rev().collect(), of).expect("a chain has an order");
    assert!(ordered.iter().map(|(id, ..)| id).eq(&names));
}
