//! Texts without a bound in keys and indexes: told apart to their ends, and found by an index.

use integration::indexes::models::{LinkKind, NewLink, NewProject, Project, Store};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::Page;

use super::indexes;
use super::plans::{is_read_by_key, plan};

on_every_engine!(
    long_texts_are_told_apart_to_their_ends,
    rows_are_listed_by_a_long_text,
    keys_over_long_texts_obey_their_nulls_and_conditions,
    a_text_too_long_for_a_key_names_its_field,
    long_texts_are_found_by_an_index,
);

/// The statements as they are generated.
const STATEMENTS: &str = include_str!("../../indexes/models/link/sql.rs");

/// Texts that agree in more than any index of MySQL's holds.
fn long(end: &str) -> String {
    format!("{}{end}", "ä".repeat(900))
}

async fn project(store: &Store) -> Project {
    store.projects().create(NewProject::new("one")).await.unwrap()
}

async fn long_texts_are_told_apart_to_their_ends(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let (project, links) = (project(&store).await, store.links());
    let new =
        |url: &str, label: &str| NewLink::new(&project, url, "a title", url).label(Some(label.to_owned())).open(false);
    let first = links.create(new(&long("a"), "0")).await.unwrap();
    let second = links.create(new(&long("A"), "1")).await.unwrap();
    let error = links.create(new(&long("a"), "2")).await.unwrap_err();
    assert!(error.is_unique_violation_of("Link.url"), "{error}");
    assert_eq!(links.find_by_url(&long("a")).await.unwrap().unwrap().id, first.id);
    assert_eq!(links.get_by_url(&long("A")).await.unwrap().id, second.id);
    assert!(links.find_by_url(&long("b")).await.unwrap().is_none());
    let (same, is_new) = links.get_or_create_by_url(new(&long("a"), "3")).await.unwrap();
    assert_eq!((same.id, is_new), (first.id, false));
}

async fn rows_are_listed_by_a_long_text(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let (project, links) = (project(&store).await, store.links());
    for (url, title) in [("1", long("a")), ("2", long("b")), ("3", long("a")), ("4", long("a "))] {
        links.create(NewLink::new(&project, url, title, url).label(Some(url.to_owned()))).await.unwrap();
    }
    let found = links.list_by_title(&long("a"), Page::first(9)).await.unwrap().items;
    assert_eq!(found.iter().map(|link| link.url.as_str()).collect::<Vec<_>>(), ["3", "1"]);
    assert_eq!(links.count_by_title(&long("a ")).await.unwrap(), 1);
    assert_eq!(links.count_by_project_and_title(project.id, &long("b")).await.unwrap(), 1);
    assert_eq!(links.count_by_lower_title(&long("A")).await.unwrap(), 2);
    let found = links.list_by_project_and_upper_nick(project.id, "", Page::first(9)).await.unwrap().items;
    assert_eq!(found.len(), 4);
    assert_eq!(links.count_of_kind(LinkKind::Page, "4").await.unwrap(), 1);
}

async fn keys_over_long_texts_obey_their_nulls_and_conditions(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let (project, links) = (project(&store).await, store.links());
    let new = |url: &str, target: &str| NewLink::new(&project, url, "", target);
    links.create(new("1", "t")).await.unwrap();
    let error = links.create(new("2", "u")).await.unwrap_err();
    assert!(error.is_unique_violation_of("Link.project_id, Link.label"), "a label is null once: {error}");
    links.create(new("2", "t").label(Some(long("a"))).open(false)).await.unwrap();
    let error = links.create(new("3", "t").label(Some(long("b")))).await.unwrap_err();
    assert!(error.is_unique_violation_of("Link.target"), "{error}");
    let error = links.create(new("3", "v").label(Some(long("a")))).await.unwrap_err();
    assert!(error.is_unique_violation_of("Link.project_id, Link.label"), "{error}");
    assert_eq!(links.find_open_target("t").await.unwrap().unwrap().url, "1");
}

async fn a_text_too_long_for_a_key_names_its_field(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let project = project(&store).await;
    // No compression makes it fit.
    let mut state = 1_u32;
    let letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + u8::try_from(state >> 24).unwrap() % 26)
    };
    let long: String = std::iter::repeat_with(letter).take(6_000).collect();
    let made = store.links().create(NewLink::new(&project, &long, "", "")).await;
    if backend.engine == Engine::Postgres {
        let error = made.unwrap_err();
        let said: Vec<String> = error.violations().unwrap().iter().map(ToString::to_string).collect();
        assert!(said.len() == 1 && said[0].contains("url") && said[0].contains("2704"), "{error}");
    } else {
        assert_eq!(made.unwrap().id, store.links().get_by_url(&long).await.unwrap().id);
    }
}

async fn long_texts_are_found_by_an_index(backend: Backend) {
    let (store, database) = indexes(&backend).await;
    let project = project(&store).await;
    for number in 0..40 {
        let link =
            NewLink::new(&project, format!("{number}"), "", format!("{number}")).label(Some(format!("{number}")));
        store.links().create(link).await.unwrap();
    }
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    if backend.engine == Engine::Postgres {
        client.execute("SET enable_seqscan = off").await.unwrap();
    }
    let digest = "url_sha256 = UNHEX(SHA2(?, 256))";
    let (by_url, key) = match backend.engine {
        Engine::MySql => (digest, "links_url_key"),
        Engine::Postgres => ("url = $1", "links_url_key"),
        Engine::Sqlite => ("url = $1", "sqlite_autoindex_links"),
    };
    assert!(STATEMENTS.contains("url_sha256"), "{STATEMENTS}");
    for (condition, name) in [(by_url, key), ("title = 'x'", "links_title_idx")] {
        let query = format!("SELECT * FROM links WHERE {condition}");
        let plan = plan(&mut client, backend.engine, &query, &["'7'"]).await;
        assert!(plan.contains(name) || is_read_by_key(&plan), "{plan}");
    }
}
