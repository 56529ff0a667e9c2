//! The beginning of an index or key gives a list, and so does a reference.

use integration::indexes::models::{Booking, BookingChannel, NewBooking, NewPin, NewProject, NewTask};
use integration::{Backend, on_every_engine};
use larder::{Date, Page};

use super::indexes;

on_every_engine!(
    beginnings_list_in_the_order_of_the_rest,
    references_list_their_children,
    keys_of_several_fields_list_both_ways,
);

fn day(day: u32) -> Date {
    Date::from_ymd_opt(2026, 1, day).unwrap()
}

async fn beginnings_list_in_the_order_of_the_rest(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let bookings = store.bookings();
    let mut made = Vec::new();
    for number in 0..12_u32 {
        let (hall, guest) = (["b", "a"][(number / 2 % 2) as usize], ["ann", "bob"][(number % 2) as usize]);
        let new = NewBooking::new(day(1 + number % 3), hall, number as i32, guest, BookingChannel::Web);
        made.push(bookings.create(new.paid(number as i32 % 5)).await.unwrap());
    }
    let of = |wanted: &dyn Fn(&Booking) -> bool| made.iter().filter(|row| wanted(row)).cloned().collect::<Vec<_>>();

    // By the key `day, hall, seat`.
    let mut days = of(&|row| row.day == day(2));
    days.sort_by_key(|row| (row.hall.clone(), row.seat));
    assert_eq!(bookings.list_by_day(day(2), Page::first(50)).await.unwrap().items, days);
    assert_eq!(bookings.count_by_day(day(2)).await.unwrap(), days.len() as u64);
    let mut halls = of(&|row| row.day == day(2) && row.hall == "a");
    halls.sort_by_key(|row| row.seat);
    assert_eq!(bookings.list_by_day_and_hall(day(2), "a", Page::first(50)).await.unwrap().items, halls);

    // By the index `guest, day, paid desc`, page by page.
    let mut guests = of(&|row| row.guest == "ann");
    guests.sort_by_key(|row| (row.day, std::cmp::Reverse(row.paid), std::cmp::Reverse(row.id)));
    let (mut walked, mut page) = (Vec::new(), Page::first(2));
    loop {
        let part = bookings.list_by_guest("ann", page).await.unwrap();
        walked.extend(part.items);
        let Some(next) = part.next else { break };
        page = Page::after(&next, 2);
    }
    assert_eq!(walked, guests);
}

async fn references_list_their_children(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let [one, two] = [NewProject::new("one"), NewProject::new("two")];
    let (one, two) = (store.projects().create(one).await.unwrap(), store.projects().create(two).await.unwrap());
    let tasks = store.tasks();
    let first = tasks.create(NewTask::new(&one).reviewer_id(Some(two.id))).await.unwrap();
    let second = tasks.create(NewTask::new(&one)).await.unwrap();
    tasks.create(NewTask::new(&two)).await.unwrap();
    assert_eq!(tasks.list_by_project(&one, Page::first(5)).await.unwrap().items, [second, first.clone()]);
    assert_eq!(tasks.count_by_project(&one).await.unwrap(), 2);
    assert_eq!(tasks.list_by_reviewer(&two, Page::first(5)).await.unwrap().items, [first]);
}

async fn keys_of_several_fields_list_both_ways(backend: Backend) {
    let (store, _database) = indexes(&backend).await;
    let [one, two] = [NewProject::new("one"), NewProject::new("two")];
    let (one, two) = (store.projects().create(one).await.unwrap(), store.projects().create(two).await.unwrap());
    let mut tasks = Vec::new();
    for _ in 0..3 {
        tasks.push(store.tasks().create(NewTask::new(&one)).await.unwrap());
    }
    let pins = store.pins();
    for task in &tasks {
        pins.create(NewPin::new(&one, task)).await.unwrap();
    }
    pins.create(NewPin::new(&two, &tasks[1])).await.unwrap();

    let (mut walked, mut page) = (Vec::new(), Page::first(1));
    loop {
        let part = pins.list_by_project(&one, page).await.unwrap();
        walked.extend(part.items.into_iter().map(|pin| pin.task_id));
        let Some(next) = part.next else { break };
        page = Page::after(&next, 1);
    }
    assert_eq!(walked, tasks.iter().map(|task| task.id).collect::<Vec<_>>());
    let of_task = pins.list_by_task(&tasks[1], Page::first(9)).await.unwrap().items;
    assert_eq!(of_task.iter().map(|pin| pin.project_id).collect::<Vec<_>>(), [one.id, two.id]);
    assert_eq!((pins.count_by_project(&two).await.unwrap(), pins.count_by_task(&tasks[0]).await.unwrap()), (1, 1));
}
