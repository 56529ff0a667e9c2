//! Texts as keys of rows that belong to tenants.

use integration::keys::models::{ArticleId, ArticlePatch, NewArticle, NewSale, NewShop, Sale};
use integration::{Backend, on_every_engine};
use larder::Page;

use super::keys;

on_every_engine!(a_tenant_sees_its_own_keys, children_are_loaded_by_text,);

async fn a_tenant_sees_its_own_keys(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create_many(vec![NewShop::new("acme"), NewShop::new("other")]).await.unwrap();
    let (acme, other) = (store.tenant("acme"), store.tenant("other"));
    acme.articles().create(NewArticle::new("pen", "Pen")).await.unwrap();
    for _ in 0..2 {
        assert_eq!(acme.articles().get("pen").await.unwrap().title, "Pen");
        assert!(other.articles().find("pen").await.unwrap().is_none());
        assert!(other.articles().find_many(["pen"]).await.unwrap().is_empty());
    }
    assert!(other.articles().patch("pen", ArticlePatch::new().title("Mine")).await.unwrap_err().is_not_found());
    assert_eq!(other.articles().delete_many(["pen"]).await.unwrap(), 0);
    let missing = other.sales().create(NewSale::new("pen")).await.unwrap_err();
    assert!(missing.is_foreign_key_violation() || missing.is_not_found(), "{missing}");
    assert_eq!(store.across_tenants().articles().get("pen").await.unwrap().shop_id, "acme");
}

async fn children_are_loaded_by_text(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    store.shops().create(NewShop::new("acme")).await.unwrap();
    let acme = store.tenant("acme");
    acme.articles().create_many(["pen", "ink"].map(|sku| NewArticle::new(sku, sku)).to_vec()).await.unwrap();
    acme.sales().create_many(["pen", "ink", "pen"].map(NewSale::new).to_vec()).await.unwrap();
    let loaded = acme.articles().load(["ink", "pen"]).with_last::<Sale>(1).await.unwrap();
    let found: Vec<(&str, usize)> =
        loaded.iter().map(|(article, sales)| (article.sku.0.as_str(), sales.len())).collect();
    assert_eq!(found, [("ink", 1), ("pen", 1)]);
    assert_eq!(acme.articles().get("pen").await.unwrap().sales, 2);
    let sales = acme.sales().list_by_article_sku("pen", Page::first(5)).await.unwrap();
    assert_eq!(sales.items[0].article_sku, ArticleId::from("pen"));
    acme.sales().delete(&sales.items[0]).await.unwrap();
    assert_eq!(acme.articles().get("pen").await.unwrap().sales, 1);
    let last = sales.items[1].id;
    assert!(acme.sales().exists(last).await.unwrap());
    acme.articles().delete("pen").await.unwrap();
    assert!(!acme.sales().exists(last).await.unwrap(), "the cached sale went with its article");
    store.shops().delete(store.shops().get_by_shop_id("acme").await.unwrap().id).await.unwrap();
    assert_eq!(store.across_tenants().articles().count().await.unwrap(), 0);
}
