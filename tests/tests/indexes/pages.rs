//! Pages of queries read their index from the place of the cursor on.

use integration::indexes::models::Booking;
use integration::{Backend, Client, Engine, on_every_engine};
use larder::{Date, Page, Select};

use super::indexes;
use super::plans::{is_sorted_by_index, plan};

on_every_engine!(deep_pages_walk_their_index);

async fn fill(client: &mut Client, engine: Engine) {
    for batch in 0..20 {
        let rows = (0..200).map(|nth| {
            let number = batch * 200 + nth;
            let guest = ["ann", "bob", "cid", "dan"][number % 4];
            format!("('2024-01-01', 'h{}', {number}, '{guest}', 'web', {})", number % 7, number * 7919 % 500)
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT INTO bookings (day, hall, seat, guest, channel, paid) VALUES {rows}");
        client.execute(&insert).await.unwrap();
    }
    let analyze = if engine == Engine::MySql { "ANALYZE TABLE bookings" } else { "ANALYZE bookings" };
    client.query(analyze).await.unwrap();
}

async fn deep_pages_walk_their_index(backend: Backend) {
    let (store, database) = indexes(&backend).await;
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    fill(&mut client, backend.engine).await;
    let dearest = || store.bookings().select().order_by(Booking::PAID.desc());
    walk(&mut client, backend.engine, "bookings_paid_idx", &[], 1000, &dearest).await;
    let of_ann = || {
        let day: Date = "2024-01-01".parse().unwrap();
        dearest().filter(Booking::GUEST.eq("ann")).filter(Booking::DAY.eq(day))
    };
    // A text is compared by the index, and then to the last byte.
    let given: &[&str] = match backend.engine {
        Engine::MySql => &["'ann'", "'ann'", "'2024-01-01'"],
        Engine::Postgres | Engine::Sqlite => &["'ann'", "'2024-01-01'"],
    };
    walk(&mut client, backend.engine, "bookings_guest_day_paid_idx", given, 400, &of_ann).await;
}

/// Looks at the plans of a page from the start, in the middle and on the way back.
async fn walk<'s>(
    client: &mut Client,
    engine: Engine,
    index: &str,
    given: &[&str],
    depth: u32,
    query: &(impl Fn() -> Select<'s, Booking> + Sync),
) {
    let first = query().page(Page::first(depth)).await.unwrap();
    let second = query().page(Page::after(&first.next.unwrap(), depth)).await.unwrap();
    let last = second.items.last().unwrap();
    let start = second.items.first().unwrap();
    let pages = [
        (Page::first(10), None),
        (Page::after(&second.next.unwrap(), 10), Some(last)),
        (Page::after(&second.previous.unwrap(), 10), Some(start)),
    ];
    for (page, place) in pages {
        let text = query().page_to_sql(&page).unwrap();
        let place = place.map(|row| [row.paid.to_string(), row.paid.to_string(), row.id.0.to_string()]);
        let values: Vec<&str> = given.iter().copied().chain(place.iter().flatten().map(String::as_str)).collect();
        let plan = plan(client, engine, &text, &values).await;
        assert!(plan.contains(index) && is_sorted_by_index(engine, &plan), "{text}\n{plan}");
    }
}
