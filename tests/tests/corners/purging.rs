//! Rows that count as deleted: the keys that they leave to others, and their end.

use integration::corners::models::{Coupon, CouponId, NewCoupon};
use integration::{Backend, on_every_engine};
use larder::{TimeDelta, now};

use super::corners;

on_every_engine!(a_key_ignores_rows_that_count_as_deleted, rows_are_purged_in_batches);

async fn a_key_ignores_rows_that_count_as_deleted(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let create = async || store.coupons().create(NewCoupon::new("spring")).await;
    let first = create().await.unwrap();
    assert!(create().await.unwrap_err().is_unique_violation());
    store.coupons().delete(&first).await.unwrap();
    let second = create().await.unwrap();
    assert_eq!(store.coupons().get_by_code("spring").await.unwrap().id, second.id);
    // The key is taken until the other row goes.
    assert!(store.coupons().restore(&first).await.unwrap_err().is_unique_violation());
    store.coupons().delete(&second).await.unwrap();
    store.coupons().restore(&first).await.unwrap();
    assert_eq!(store.coupons().get_by_code("spring").await.unwrap().id, first.id);
    let (found, is_new) = store.coupons().get_or_create_by_code(NewCoupon::new("spring")).await.unwrap();
    assert_eq!((found.id, is_new), (first.id, false));
    // Any number of rows that count as deleted may have one key.
    for _ in 0..3 {
        store.coupons().delete(store.coupons().get_by_code("spring").await.unwrap().id).await.unwrap();
        create().await.unwrap();
    }
    assert_eq!(store.coupons().count().await.unwrap(), 1);
}

async fn rows_are_purged_in_batches(backend: Backend) {
    let (store, _database) = corners(&backend).await;
    let new = (0..1203).map(|number| NewCoupon::new(format!("c{number}"))).collect();
    let coupons = store.coupons().create_many(new).await.unwrap();
    let keys: Vec<CouponId> = coupons[3..].iter().map(|coupon| coupon.id).collect();
    store.coupons().delete_many(keys).await.unwrap();
    assert_eq!(store.coupons().purge(now() - TimeDelta::days(30), 500).await.unwrap(), 0);
    assert!(store.coupons().restore(&coupons[5]).await.is_ok(), "it was marked a moment ago");
    let late = now() + TimeDelta::seconds(1);
    let mut removed = Vec::new();
    while removed.last() != Some(&0) {
        removed.push(store.coupons().purge(late, 500).await.unwrap());
    }
    assert_eq!(removed, [500, 500, 199, 0]);
    let left: Vec<Coupon> = store.coupons().select().order_by(Coupon::ID.asc()).all().await.unwrap();
    assert_eq!(left.iter().map(|coupon| coupon.id).collect::<Vec<_>>(), [0, 1, 2, 5].map(|at| coupons[at].id));
}
