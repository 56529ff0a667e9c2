//! The page without a mouse.

use fantoccini::Locator;
use fantoccini::key::Key;
use larder::admin::AdminOptions;
use serde_json::json;

use crate::page::{Page, TOKEN, show};

async fn press(page: &Page, keys: &str) {
    page.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

async fn focused(page: &Page) -> String {
    let script = "const one = document.activeElement; return one.id || one.textContent.trim() || one.tagName";
    page.run(script).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_reached_and_seen_to_be() {
    show(AdminOptions::new().token(TOKEN), async |page| {
        page.is_filled().await;
        let tab = String::from(char::from(Key::Tab));
        let enter = String::from(char::from(Key::Enter));
        press(&page, &tab).await;
        assert_eq!(focused(&page).await, "Skip to the figures");
        press(&page, &enter).await;
        assert_eq!(focused(&page).await, "main");
        page.run("document.activeElement.blur(); document.body.focus(); scrollTo(0, 0)").await;
        page.run("document.querySelector('#pause').focus()").await;
        let mut order = Vec::new();
        for _ in 0..9 {
            press(&page, &tab).await;
            order.push(focused(&page).await);
            let outline = "return getComputedStyle(document.activeElement).outlineStyle";
            assert_eq!(page.run(outline).await, json!("solid"), "{order:?}");
        }
        assert_eq!(order[..4], ["theme", "token", "Overview", "Statements"]);
        let all = "return [...document.querySelectorAll('button, input, select, a, .scroll')].filter((one) => one.tabIndex < 0 || one.tabIndex > 0).length";
        assert_eq!(page.run(all).await, json!(0), "nothing is left out, and nothing comes before its turn");

        // A table is sorted by its heading.
        page.run("[...document.querySelectorAll('#statements thead button')].find((one) => one.textContent === 'Calls').focus()").await;
        press(&page, &enter).await;
        let sorted = "return document.activeElement.parentElement.getAttribute('aria-sort')";
        assert_eq!(page.run(sorted).await, json!("descending"));
        press(&page, &enter).await;
        assert_eq!(page.run(sorted).await, json!("ascending"));

        // A dialog takes the focus, and gives it back.
        page.run("document.querySelector('#token').focus()").await;
        press(&page, &enter).await;
        assert_eq!(focused(&page).await, "token-value");
        press(&page, &String::from(char::from(Key::Escape))).await;
        page.wait("!document.querySelector('dialog[open]')").await;
        assert_eq!(focused(&page).await, "token");
        assert!(page.client.find(Locator::Css("#token-dialog[open]")).await.is_err());
        page
    })
    .await;
}
