//! What an operator does on the page.

use fantoccini::Locator;
use larder::admin::AdminOptions;

use crate::page::{Page, TOKEN, show};

async fn enter_token(page: &Page, token: &str) {
    page.wait("document.querySelector('#token-dialog').open").await;
    page.client.find(Locator::Css("#token-value")).await.unwrap().send_keys(token).await.unwrap();
    page.click("#token-dialog button[type=submit]").await;
}

async fn agree(page: &Page, title: &str) {
    page.wait(&format!(
        "document.querySelector('#confirm').open && document.querySelector('#confirm-title').textContent === '{title}'"
    ))
    .await;
    page.click("#confirm-yes").await;
}

fn button(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('#migrations button, #cache button')].find((one) => one.textContent === '{text}')"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrations_are_rolled_back_and_applied() {
    show(AdminOptions::new().token(TOKEN), async |page| {
        page.is_filled().await;
        let last = page.text("#migrations tbody code").await;
        page.run(&format!("{}.click()", button("Roll the last one back…"))).await;
        agree(&page, "Roll the last migration back?").await;
        enter_token(&page, "a wrong token").await;
        page.wait("!document.querySelector('dialog[open]') || document.querySelector('#token-value').value === ''")
            .await;
        enter_token(&page, TOKEN).await;
        page.wait("document.querySelector('#migrations .log').textContent.includes('finished')").await;
        let log = page.text("#migrations .log").await;
        assert!(log.contains(&format!("{last}: is rolled back")) && log.contains("step 1 of 1: DROP "), "{log}");
        page.wait("document.querySelector('#migrations').innerText.includes('1 to apply in 1 step')").await;
        let plan = page.text("#migrations .steps").await;
        assert!(plan.contains(&last) && plan.contains("CREATE "), "{plan}");
        page.wait("document.querySelector('#health').dataset.status === 'down'").await;
        assert!(page.text("#health").await.contains("down · migrations"));
        page.run("document.querySelector('#migrations').scrollIntoView()").await;
        page.picture("pending").await;

        page.run(&format!("{}.click()", button("Apply pending"))).await;
        agree(&page, "Apply the pending migrations?").await;
        page.wait("document.querySelector('#migrations').innerText.includes('the database is up to date')").await;
        page.wait("document.querySelector('#health').dataset.status === 'ready'").await;
        page
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_looked_up_and_a_region_flushed() {
    show(AdminOptions::new().token(TOKEN), async |page| {
        page.is_filled().await;
        let acme = page.fixture.store.tenants().get_by_tenant_id("acme").await.unwrap();
        page.run("const region = document.querySelector('#flush-region'); region.value = 'tenant'").await;
        page.client.find(Locator::Css("#flush-key")).await.unwrap().send_keys(&acme.id.to_string()).await.unwrap();
        page.run(&format!("{}.click()", button("Look up"))).await;
        page.wait("document.querySelector('#cache .outcome').textContent.includes('in process: the row')").await;
        page.run(&format!("{}.click()", button("Flush…"))).await;
        agree(&page, "Flush the cache?").await;
        enter_token(&page, TOKEN).await;
        page.wait("document.querySelector('#cache .outcome').textContent.startsWith('Flushed')").await;
        page
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn protected_figures_ask_for_the_token() {
    show(AdminOptions::new().token(TOKEN).protect_reads(true), async |page| {
        enter_token(&page, TOKEN).await;
        page.is_filled().await;
        assert!(page.text("#notice").await.is_empty());
        page
    })
    .await;
}
