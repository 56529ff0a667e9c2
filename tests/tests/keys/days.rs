//! Days, moments and enums as keys.

use chrono::{DateTime, NaiveDate};
use integration::keys::models::{EventId, HolidayId, HolidayPatch, NewEvent, NewHoliday, NewPlan, PlanId, PlanKind};
use integration::{Backend, on_every_engine};
use larder::{Date, Page, Timestamp};

use super::keys;

on_every_engine!(a_day_is_a_key, a_moment_is_a_key, a_value_of_an_enum_is_a_key,);

fn day(day: u32) -> Date {
    NaiveDate::from_ymd_opt(2024, 2, day).unwrap()
}

async fn a_day_is_a_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let holidays = store.holidays();
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();
    let days = [first, day(1), day(29), last];
    holidays.create_many(days.map(|day| NewHoliday::new(day, "free")).to_vec()).await.unwrap();
    for _ in 0..2 {
        for day in days {
            assert_eq!(holidays.get(day).await.unwrap().day, HolidayId(day));
        }
    }
    let found = holidays.find_many([last, day(2), first]).await.unwrap();
    assert_eq!(found.iter().map(|holiday| holiday.day.0).collect::<Vec<_>>(), [last, first]);
    let page = holidays.list(Page::first(2)).await.unwrap();
    let rest = holidays.list(Page::after(&page.next.unwrap(), 2)).await.unwrap();
    let all = page.items.iter().chain(&rest.items);
    assert_eq!(all.map(|holiday| holiday.day.0).collect::<Vec<_>>(), days);
    holidays.patch(day(1), HolidayPatch::new().title("changed")).await.unwrap();
    assert_eq!(holidays.get(day(1)).await.unwrap().title, "changed");
    let events = store.events();
    let at = DateTime::from_timestamp_micros(1).unwrap();
    let event = events.create(NewEvent::new(at, "first").holiday_day(first)).await.unwrap();
    assert_eq!(holidays.get(first).await.unwrap().events, 1);
    events.delete(&event).await.unwrap();
    assert_eq!(holidays.get(first).await.unwrap().events, 0);
    events.create(NewEvent::new(at, "again").holiday_day(HolidayId(day(1)))).await.unwrap();
    holidays.delete(day(1)).await.unwrap();
    assert_eq!(events.get(at).await.unwrap().holiday_day, None);
    assert_eq!(holidays.delete_many([last, first]).await.unwrap(), 2);
}

async fn a_moment_is_a_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let finer: Timestamp = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
    let event = store.events().create(NewEvent::new(finer, "fine")).await.unwrap();
    let stored = DateTime::from_timestamp(1_700_000_000, 123_456_000).unwrap();
    assert_eq!(event.starts_at, EventId(stored), "cut to what a column holds");
    assert_eq!(store.events().get(stored).await.unwrap().title, "fine");
    assert_eq!(store.events().get(&event).await.unwrap().title, "fine");
}

async fn a_value_of_an_enum_is_a_key(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let plans = store.plans();
    let pro = plans.create(NewPlan::new(PlanKind::Pro, 20)).await.unwrap();
    assert_eq!(pro.kind, PlanId(PlanKind::Pro));
    assert_eq!(plans.get(PlanKind::Pro).await.unwrap().price, 20);
    assert!(plans.find(PlanKind::Free).await.unwrap().is_none());
    assert_eq!(plans.find_many([PlanKind::Free, PlanKind::Pro]).await.unwrap().len(), 1);
    let taken = plans.create(NewPlan::new(PlanKind::Pro, 1)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Plan.kind"), "{taken}");
    let at = DateTime::from_timestamp_micros(1).unwrap();
    let event = store.events().create(NewEvent::new(at, "paid").plan(PlanKind::Pro)).await.unwrap();
    assert_eq!(event.plan, Some(pro.kind));
    let missing = NewEvent::new(DateTime::from_timestamp_micros(2).unwrap(), "free").plan(PlanKind::Free);
    let missing = store.events().create(missing).await.unwrap_err();
    assert!(missing.is_foreign_key_violation(), "{missing}");
    assert!(plans.delete(PlanKind::Pro).await.unwrap_err().is_foreign_key_violation());
    store.events().delete(&event).await.unwrap();
    assert_eq!(plans.delete_many([PlanKind::Pro]).await.unwrap(), 1);
}
