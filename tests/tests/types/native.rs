//! Columns of types that only one database has: values come back as that database holds them, and are compared as it
//! compares them.

use integration::types::Handle;
use integration::types::models::{Host, HostPatch, HostRepository, Mood, NewHost, NewTicket, Ticket, TicketState};
use integration::{Backend, Engine, on_every_engine};
use larder::support::json;
use larder::{Decimal, Page, Secret};

use super::{page, types};

on_every_engine!(
    values_come_back_as_the_database_holds_them,
    keys_find_what_the_database_takes_for_the_same,
    order_and_pages_are_those_of_the_database,
    what_the_column_does_not_hold_is_not_cut,
    columns_beside_the_row_are_cast_too,
    queries_read_columns_as_rows_do,
);

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Whether the database is the one whose types they are.
fn is_postgres(backend: &Backend) -> bool {
    backend.engine == Engine::Postgres
}

fn host(email: &str) -> NewHost {
    NewHost::new(email, "top.net", "DE")
}

async fn stored(hosts: HostRepository<'_>, made: &Host) -> Host {
    let read = Host::clone(&*hosts.get(made).await.unwrap());
    let listed = hosts.list(page()).await.unwrap().items;
    assert!(listed.contains(&read), "{listed:?}");
    read
}

async fn values_come_back_as_the_database_holds_them(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let hosts = store.hosts();
    let at = "2024-02-29T12:30:15Z".parse().unwrap();
    let new = host("Anna@Example.com")
        .address(Some("10.0.0.1".to_owned()))
        .pause(Some("1 hour 30 minutes".to_owned()))
        .balance(decimal("-1234567.89"))
        .exact(Some(decimal("0.0000000001")))
        .bits(Some("00000101".to_owned()))
        .level(200)
        .words(Some("cat fat".to_owned()))
        .seen_at(Some(at))
        .raw(Some(json!({ "b": [1, null], "a": "ä" })))
        .digest(Some(vec![0, 255]))
        .handle(Some(Handle("Anna".to_owned())))
        .nickname(Some(Handle("an".to_owned())));
    let made = hosts.create(new).await.unwrap();
    // What a write returns is what later reads find, be it spelled otherwise than it was given.
    assert_eq!(stored(hosts, &made).await, made);
    assert_eq!((made.email.as_str(), made.country.as_str(), made.level), ("Anna@Example.com", "DE", 200));
    assert_eq!((made.balance, made.exact), (decimal("-1234567.89"), Some(decimal("0.0000000001"))));
    assert_eq!((made.bits.as_deref(), made.seen_at), (Some("00000101"), Some(at)));
    assert_eq!(
        (made.raw.as_ref(), made.digest.as_deref()),
        (Some(&json!({ "b": [1, null], "a": "ä" })), Some(&[0, 255][..]))
    );
    assert_eq!((made.handle.as_ref().unwrap().0.as_str(), made.nickname.as_ref().unwrap().0.as_str()), ("Anna", "an"));
    let expected = if is_postgres(&backend) {
        ("10.0.0.1/32", "01:30:00", "'cat' 'fat'")
    } else {
        ("10.0.0.1", "1 hour 30 minutes", "cat fat")
    };
    let [address, pause, words] = [&made.address, &made.pause, &made.words].map(|text| text.as_deref().unwrap());
    assert_eq!((address, pause, words), expected);
    let text = serde_json::to_string(&made).unwrap();
    assert_eq!(serde_json::from_str::<Host>(&text).unwrap(), made);

    let patch = HostPatch::new().pause(Some("90 seconds".to_owned())).address(None).balance(decimal("0.1")).raw(None);
    hosts.patch(&made, patch).await.unwrap();
    let patched = stored(hosts, &made).await;
    let pause = if is_postgres(&backend) { "00:01:30" } else { "90 seconds" };
    assert_eq!((patched.pause.as_deref(), patched.address.as_deref()), (Some(pause), None));
    assert_eq!((patched.balance, &patched.raw), (decimal("0.1"), &None));
    let updated = hosts.update(Host { address: Some("::1".to_owned()), ..patched }).await.unwrap();
    assert_eq!(stored(hosts, &made).await, updated);

    let many = hosts.create_many(vec![host("b"), host("c").level(2).pause(Some("1 day".to_owned()))]).await.unwrap();
    assert_eq!(many.iter().map(|host| host.email.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    for made in &many {
        assert_eq!(stored(hosts, made).await, *made);
    }
    let defaults = &many[0];
    assert_eq!((defaults.balance, defaults.level, &defaults.words), (decimal("0.5"), 1, &None));
}

async fn keys_find_what_the_database_takes_for_the_same(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let hosts = store.hosts();
    let anna = hosts.create(host("Anna@example.com")).await.unwrap();
    for _ in 0..2 {
        for email in ["Anna@example.com", "ANNA@EXAMPLE.COM", "anna@example.com"] {
            assert_eq!(*hosts.get_by_email(email).await.unwrap(), anna, "{email}");
        }
    }
    // What is not there is not remembered by one of the ways to write it.
    assert!(hosts.find_by_email("BOB@example.com").await.unwrap().is_none());
    let bob = hosts.create(host("bob@example.com").level(2)).await.unwrap();
    assert_eq!(*hosts.get_by_email("BOB@example.com").await.unwrap(), bob);
    let taken = hosts.create(host("BOB@EXAMPLE.com").level(3)).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Host.email"), "{taken}");
    let (found, is_new) = hosts.get_or_create_by_email(host("BOB@EXAMPLE.com").level(3)).await.unwrap();
    assert_eq!((found.id, is_new), (bob.id, false));
    let (carol, is_new) = hosts.get_or_create_by_email(host("Carol").level(3)).await.unwrap();
    assert!(is_new && *hosts.get_by_email("CAROL").await.unwrap() == *carol);

    hosts.patch(&bob, HostPatch::new().email("Robert@example.com")).await.unwrap();
    assert!(hosts.find_by_email("bob@example.com").await.unwrap().is_none());
    assert_eq!(hosts.get_by_email("robert@example.com").await.unwrap().id, bob.id);
    assert_eq!(hosts.get_by_country_and_level("DE", 2).await.unwrap().id, bob.id);
}

async fn order_and_pages_are_those_of_the_database(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let hosts = store.hosts();
    let addresses = [Some("10.0.0.1"), None, Some("9.0.0.1"), Some("10.0.0.02"), None];
    for (level, address) in (1..).zip(addresses) {
        // PostgreSQL alone has no such spelling.
        let address = address.map(|address| address.replace("02", "2"));
        let new = NewHost::new(format!("{level}@example.com"), format!("top.n{}", level % 2), "DE").level(level);
        hosts.create(new.address(address).pause(Some("60 minutes".to_owned()))).await.unwrap();
    }
    let mut listed = Vec::new();
    let mut next = Some(Page::first(2));
    while let Some(page) = next {
        let paged = hosts.list_by_address(page).await.unwrap();
        listed.extend(paged.items.iter().map(|host| (host.address.clone(), host.level)));
        next = paged.next.map(|cursor| Page::after(&cursor, 2));
    }
    let levels: Vec<i16> = listed.iter().map(|(_, level)| *level).collect();
    // As addresses on PostgreSQL, as texts elsewhere.
    assert_eq!(levels, if is_postgres(&backend) { [2, 5, 3, 1, 4] } else { [2, 5, 1, 4, 3] }, "{listed:?}");

    let mut listed = Vec::new();
    let mut next = Some(Page::first(1));
    while let Some(page) = next {
        let paged = hosts.list_by_path_and_country(page).await.unwrap();
        listed.extend(paged.items.iter().map(|host| host.level));
        next = paged.next.map(|cursor| Page::after(&cursor, 1));
    }
    assert_eq!(listed, [4, 2, 5, 3, 1]);

    let asked = if is_postgres(&backend) { "1 hour" } else { "60 minutes" };
    assert_eq!(hosts.list_by_pause(asked, page()).await.unwrap().items.len(), 5);
    assert_eq!(hosts.count_by_pause(asked).await.unwrap(), 5);
    assert_eq!(hosts.count_without_pause().await.unwrap(), 0);
    assert_eq!(hosts.list_addressed("DE", page()).await.unwrap().items.len(), 3);
}

async fn what_the_column_does_not_hold_is_not_cut(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let hosts = store.hosts();
    let made = hosts.create(host("a")).await.unwrap();
    let long = || NewHost::new("b", "top", "DEU").level(2);
    // SQLite's types have no bounds.
    if backend.engine == Engine::Sqlite {
        assert_eq!(hosts.create(long()).await.unwrap().country, "DEU");
        return;
    }
    hosts.create(long()).await.unwrap_err();
    hosts.create_many(vec![long()]).await.unwrap_err();
    hosts.patch(&made, HostPatch::new().country("DEU")).await.unwrap_err();
    hosts.update(Host { country: "DEU".to_owned(), ..made.clone() }).await.unwrap_err();
    hosts.patch(&made, HostPatch::new().bits(Some("000001010".to_owned()))).await.unwrap_err();
    let refused = hosts.create(NewHost::new("b", "top", "de").level(2)).await.unwrap_err();
    assert_eq!(refused.violations().unwrap().to_string(), "country: must match ^[A-Z]*$");
    if is_postgres(&backend) {
        hosts.create(host("b").level(2).address(Some("nowhere".to_owned()))).await.unwrap_err();
        hosts.list_by_pause("nonsense", page()).await.unwrap_err();
    }
    assert_eq!(hosts.count().await.unwrap(), 1);
    assert_eq!(stored(hosts, &made).await, made);
}

async fn columns_beside_the_row_are_cast_too(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let hosts = store.hosts();
    let made = hosts.create(host("a").token(Some(Secret::new("abc".to_owned())))).await.unwrap();
    assert_eq!(hosts.token(&made).await.unwrap().unwrap().expose(), "abc");
    hosts.patch(&made, HostPatch::new().token(Some(Secret::new("def".to_owned())))).await.unwrap();
    assert_eq!(hosts.token(&made).await.unwrap().unwrap().expose(), "def");
    assert_eq!(hosts.pinged_from(&made).await.unwrap(), None);
    hosts.set_pinged_from(&made, Some("192.168.0.1".to_owned())).await.unwrap();
    let pinged = hosts.pinged_from(&made).await.unwrap().unwrap();
    assert_eq!(pinged, if is_postgres(&backend) { "192.168.0.1/32" } else { "192.168.0.1" });
}

async fn queries_read_columns_as_rows_do(backend: Backend) {
    let (store, _database) = types(&backend).await;
    let hosts = store.hosts();
    for (level, balance) in (1..).zip(["0.50", "-1234567.89"]) {
        let new = NewHost::new(format!("{level}@Example.com"), format!("top.n{level}"), "DE").level(level);
        let new = new.address(Some(format!("10.0.0.{level}"))).pause(Some("1 hour".to_owned()));
        hosts.create(new.balance(decimal(balance)).bits(Some("00000101".to_owned()))).await.unwrap();
    }
    let select = || hosts.select();
    let email = "1@Example.com".to_owned();
    assert_eq!(select().distinct(Host::EMAIL).await.unwrap()[0], Some(email.clone()));
    assert_eq!(select().min(Host::EMAIL).await.unwrap(), Some(email.clone()));
    assert_eq!(select().columns(Host::EMAIL.min()).all().await.unwrap(), [email]);
    let last = select().order_by(Host::LEVEL.asc()).all().await.unwrap().pop().unwrap();
    assert_eq!(select().max(Host::ADDRESS).await.unwrap(), last.address);
    assert_eq!(select().columns(Host::PATH.max()).all().await.unwrap(), [last.path]);
    assert_eq!(select().columns(Host::BITS.max()).all().await.unwrap(), [last.bits.unwrap()]);
    assert_eq!(select().count_by(Host::PAUSE).await.unwrap(), [(last.pause, 2)]);
    assert_eq!(select().distinct(Host::COUNTRY).await.unwrap(), [Some("DE".to_owned())]);
    assert_eq!(select().sum(Host::BALANCE).await.unwrap(), decimal("-1234567.39"));
    assert_eq!(select().max(Host::BALANCE).await.unwrap(), Some(decimal("0.50")));
    assert_eq!(select().filter(Host::BALANCE.eq(decimal("0.5"))).count().await.unwrap(), 1);
    assert_eq!(select().count_by(Host::LEVEL).await.unwrap(), [(Some(1), 1), (Some(2), 1)]);
    assert_eq!(select().distinct(Host::PINGED_FROM).await.unwrap(), [None]);
    let figures = (Host::LEVEL.sum(), Host::ADDRESS.count_distinct(), Host::BALANCE.average());
    let (level, addresses, _) = select().columns(figures).all().await.unwrap()[0];
    assert_eq!((level, addresses), (3, 2));

    let tickets = store.tickets();
    let new = NewTicket::new("a").state(TicketState::Closed).mood(Some(Mood::Sad));
    tickets.create(new).await.unwrap();
    tickets.create(NewTicket::new("b")).await.unwrap();
    let mut states = tickets.select().count_by(Ticket::STATE).await.unwrap();
    states.sort_by_key(|(state, _)| state.map(TicketState::as_str));
    assert_eq!(states, [(Some(TicketState::Closed), 1), (Some(TicketState::Open), 1)]);
    assert_eq!(tickets.select().max(Ticket::MOOD).await.unwrap(), Some(Mood::Sad));
    assert_eq!(tickets.select().columns(Ticket::MOOD.min()).all().await.unwrap(), [Mood::Sad]);
    let moods = tickets.select().columns((Ticket::MOOD.optional(), Ticket::FIRST_MOOD)).distinct().all().await.unwrap();
    assert_eq!(moods, [(None, Mood::SoSo), (Some(Mood::Sad), Mood::SoSo)]);
}
