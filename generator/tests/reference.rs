//! Every example of docs/models-toml.md is a definition without mistakes, and the page leaves no key out.

use larder_generator::{
    Parsed,
    diagnostic::Paint,
    source::toml::grammar::{Key, ROOT, ValueShape},
};

const PAGE: &str = include_str!("../../docs/models-toml.md");

/// The examples; one without a header holds fields.
fn examples() -> Vec<String> {
    let blocks = PAGE.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block);
    let whole = |block: &str| match block.starts_with('[') {
        true => block.to_owned(),
        false => format!("[entities.Example.fields]\nid = {{ type = \"uuid\", primary = true }}\n{block}"),
    };
    blocks.map(whole).collect()
}

#[test]
fn every_example_is_a_definition() {
    for example in examples() {
        // Where an example names sources, there are some.
        let source = |path: &str| (path == "src/lib.rs").then(String::new);
        let view = "CREATE VIEW active_users AS SELECT id, email FROM users WHERE active;".to_owned();
        let objects = [("objects/active_users.sql".to_owned(), view)].into();
        if let Err(found) = Parsed::new(&example, "example.toml").with_objects(objects).define(&[], &source) {
            panic!("{example}\n{}", found.render(Paint::Plain));
        }
    }
}

#[test]
fn every_key_has_an_example() {
    let examples = examples().concat();
    let mut missing = Vec::new();
    collect(ROOT, &mut |key| {
        let shown =
            [format!("{key} = "), format!("[{key}"), format!(".{key}")].iter().any(|text| examples.contains(text));
        if !shown {
            missing.push(key);
        }
    });
    assert!(missing.is_empty(), "no example shows {missing:?}");
}

fn collect(keys: &[Key], see: &mut impl FnMut(&'static str)) {
    for key in keys {
        see(key.name);
        within(key.shape, see);
    }
}

fn within(shape: &ValueShape, see: &mut impl FnMut(&'static str)) {
    match shape {
        ValueShape::Table(keys) => collect(keys, see),
        ValueShape::Map(of) | ValueShape::List { of, .. } => within(of, see),
        ValueShape::Either(shapes) => shapes.iter().for_each(|of| within(of, see)),
        _ => {}
    }
}
