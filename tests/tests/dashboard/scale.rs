//! Replicas and shards, which no server of this suite has: the page is given what servers that have them answered.

use larder::admin::AdminOptions;
use serde_json::json;

use crate::appearance::fits;
use crate::page::{Page, show};

/// Puts figures of replicas and of a cluster into the answers of the service.
const FIGURES: &str = r"
    const replicas = {
        from_replicas: 9120, unproven: 640, lagging: 12, unhealthy: 0, failed: 3, promotions: 1, tokens_refused: 0,
        servers: [
            { place: 'postgres://…@replica-1.internal:5432/voicehelper', is_up: true, lag_seconds: 0.0183, sample_failures: 0, pool: { size: 5, idle: 3, in_use: 2, waiting: 0, max: 12 } },
            { place: 'postgres://…@replica-2.internal:5432/voicehelper', is_up: false, lag_seconds: 412.5, sample_failures: 88, pool: null },
        ],
    };
    const shards = (table, kind, place, shards, bytes, largest_bytes) => ({ table, kind, place, shards, bytes, largest_bytes });
    const distribution = { known: {
        nodes: [
            { place: 'coordinator:5432', is_active: true, holds_shards: false },
            { place: 'worker-1:5432', is_active: true, holds_shards: true },
            { place: 'worker-2:5432', is_active: false, holds_shards: true },
        ],
        tables: { known: [
            shards('messages', 'distributed', 'worker-1:5432', 16, 3997696, 442368),
            shards('messages', 'distributed', 'worker-2:5432', 16, 8994816, 5840896),
            shards('plans', 'reference', 'coordinator:5432', 1, 8192, 8192),
            shards('plans', 'reference', 'worker-1:5432', 1, 8192, 8192),
        ] },
        tenants: { known: [{ tenant: 'acme', reads: 88000, statements: 91000, cpu_seconds: 3.52 }, { tenant: 'globex', reads: 100, statements: 140, cpu_seconds: 0.011 }] },
    } };
    const ask = window.fetch;
    window.fetch = async (...what) => {
        const answer = await ask(...what);
        const path = new URL(answer.url).pathname;
        if (!answer.ok || !/\/(stats|inspect)$/.test(path)) return answer;
        const body = await answer.json();
        if (path.endsWith('/stats')) body.replicas = replicas;
        else body.distribution = distribution;
        return new Response(JSON.stringify(body), { status: answer.status, headers: answer.headers });
    };";

/// Loads the page anew, with the figures.
async fn with_figures(page: &Page) {
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": FIGURES })).await;
    page.client.refresh().await.unwrap();
    page.wait("document.querySelector('#scale').innerText.includes('worker-2')").await;
    page.wait("document.querySelector('#scale').innerText.includes('replica-2')").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lag_and_shards_are_shown_where_there_are_some() {
    show(AdminOptions::new(), async |page| {
        page.is_filled().await;
        let hidden =
            "return ['#scale', '.tabs a[href=\"#scale\"]'].map((one) => document.querySelector(one).checkVisibility())";
        assert_eq!(page.run(hidden).await, json!([false, false]), "this database has neither");
        with_figures(&page).await;
        let shown = page.text("#scale").await;
        for words in [
            "follows",
            "18.3 ms",
            "2 of 12",
            "away",
            "6 min 52 s",
            "9,120 (93.3 %)",
            "640 (6.5 %)",
            "coordinator",
            "inactive",
            "3.82 MiB",
            "5.57 MiB",
            "14.4 ×",
            "acme",
            "91.0 k",
            "3.52 s",
        ] {
            assert!(shown.contains(words), "{words} is not in {shown}");
        }
        for scheme in ["light", "dark"] {
            page.colours(scheme).await;
            for width in [360, 768, 1280] {
                page.size(width, 900).await;
                page.wait("document.querySelectorAll('#overview .plot canvas').length === 4").await;
                page.picture(&format!("scale-{scheme}-{width}")).await;
                fits(&page, scheme, width).await;
            }
        }
        page
    })
    .await;
}
