//! Entities of both doors, as the generator sees them.

use larder_generator::ir::Entity;
use larder_generator::rust::{Site, entity};
use proc_macro2::TokenStream;
use syn::{DeriveInput, Item};

/// Returns `Tenant` as `models.toml` says it, without the figures, which count rows of other entities.
fn by_toml() -> Entity {
    let models = larder_generator::read(include_str!("../../../models.toml"), "models.toml").unwrap();
    let mut tenant = models.schema.entity("Tenant").unwrap().clone();
    tenant.aggregates.clear();
    tenant
}

/// Returns `Tenant` as the struct says it that this test is compiled with.
fn by_struct() -> Entity {
    let file = syn::parse_file(include_str!("tenant.rs")).unwrap();
    let item = file.items.into_iter().find_map(|item| match item {
        Item::Struct(item) => Some(DeriveInput::from(item)),
        _ => None,
    });
    larder_generator::read_item(&item.unwrap()).unwrap()
}

#[test]
fn the_schema_is_the_same() {
    assert_eq!(by_struct(), by_toml());
}

#[test]
fn the_generated_items_are_the_same() {
    let derive = Site::derive("::larder".parse::<TokenStream>().unwrap());
    for site in [Site::file(), derive] {
        let (one, other) = (entity::generate(&by_struct(), &site), entity::generate(&by_toml(), &site));
        assert_eq!(one.to_string(), other.to_string());
    }
}
