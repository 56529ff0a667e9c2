//! Plans of PostgreSQL's: partitions that hold nothing of what is asked for are not read.

use integration::partitions::models::{NewNote, NewRoom};
use integration::{Backend, Engine, run};

use super::{at, partitions, texts};

async fn a_page_of_the_newest_reads_the_newest(backend: Backend) {
    let (store, database) = partitions(&backend).await;
    for month in ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"] {
        store.maintain_partitions_at(at(&format!("{month}T00:00:00Z"))).await.unwrap();
    }
    let acme = store.tenant("acme");
    let room = acme.rooms().create(NewRoom::new()).await.unwrap();
    let months = ["2026-06", "2026-07", "2026-08", "2026-09"];
    let new = |at_: usize| {
        let moment = at(&format!("{}-{:02}T00:00:00Z", months[at_ % 4], 1 + at_ % 28));
        NewNote::new(&room, at_.to_string(), "text").made_at(moment)
    };
    acme.notes().create_many((0..400).map(new).collect::<Vec<_>>()).await.unwrap();
    let room = room.id;
    let page = format!("SELECT * FROM notes WHERE shop_code = 'acme' AND room_id = '{room}'");
    let newest = format!("{page} ORDER BY made_at DESC, id DESC LIMIT 20");
    texts(&database, "ANALYZE notes").await;
    let plan =
        texts(&database, &format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {newest}")).await.join("\n");
    let scans = |of: &str| plan.lines().any(|line| line.contains(of) && line.contains("(actual"));
    assert!(scans("on notes_p20260901"), "{plan}");
    for month in ["notes_p20260801", "notes_p20260701", "notes_p20260601"] {
        assert!(!scans(month), "{month} is read for nothing:\n{plan}");
    }
    let after = format!(
        "{page} AND made_at <= '2026-07-10Z' AND (made_at < '2026-07-10Z' OR id < '01a22ee6-b000-0000-0000-000000000000') \
         ORDER BY made_at DESC, id DESC LIMIT 20"
    );
    let plan = texts(&database, &format!("EXPLAIN (COSTS OFF) {after}")).await.join("\n");
    assert!(plan.contains("notes_p20260701") && !plan.contains("notes_p20260801"), "{plan}");
    let key = "EXPLAIN (COSTS OFF) SELECT * FROM drafts WHERE id = '01a22ee6-b000-0000-0000-000000000000'";
    let plan = texts(&database, key).await.join("\n");
    assert_eq!(plan.matches(" on drafts_p").count(), 1, "{plan}");
}

mod a_page_of_the_newest_reads_the_newest {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        super::run(super::Engine::Postgres, super::a_page_of_the_newest_reads_the_newest).await;
    }
}
