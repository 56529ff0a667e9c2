//! The page on a phone and on a desk, light and dark.

use larder::admin::AdminOptions;
use serde_json::{Value, json};

use crate::page::{Page, show};

/// What is wider than the screen, but for what scrolls by itself.
const OVERFLOW: &str = "
    const scrolls = (one) => one.closest('.scroll, .tabs ul, .skip, dialog, .log');
    const wide = [...document.querySelectorAll('body *')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 0 && (box.right > width + 1 || box.left < -1) && !scrolls(one);
    });
    const page = innerWidth > width || document.documentElement.scrollWidth > width ? [`${innerWidth} points are taken`] : [];
    return [...page, ...wide.map((one) => one.outerHTML.slice(0, 120))];";

/// Texts whose colour is too near to what is behind them, by the rule of WCAG: 4.5 to 1, 3 to 1 where they are large.
const CONTRAST: &str = "
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const parts = (text) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = text;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = (one) => {
        for (; one; one = one.parentElement) {
            const found = parts(getComputedStyle(one).backgroundColor);
            if (found[3] > 250) return found;
        }
        return [255, 255, 255];
    };
    const has_text = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return [...document.querySelectorAll('body *')].filter((one) => {
        if (!has_text(one) || !one.checkVisibility() || one.disabled || one.closest('noscript, .skip')) return false;
        const style = getComputedStyle(one);
        const [a, b] = [light(parts(style.color)), light(behind(one))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05) < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5);
    }).map((one) => one.outerHTML.slice(0, 120));";

/// Checks that nothing is wider than the screen, and that every text can be read.
pub(crate) async fn fits(page: &Page, scheme: &str, width: u32) {
    let overflow = format!("const width = {width}; {OVERFLOW}");
    for (script, wrong) in [(overflow.as_str(), "does not fit"), (CONTRAST, "cannot be told from its ground")] {
        let found = page.run(script).await;
        assert_eq!(found, json!([]), "{scheme}, {width}: {wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_fits_on_every_screen_in_both_colours() {
    show(AdminOptions::new(), async |page| {
        page.is_filled().await;
        let mut grounds = Vec::new();
        for scheme in ["light", "dark"] {
            page.colours(scheme).await;
            for width in [360, 768, 1280] {
                page.size(width, 900).await;
                page.wait("document.querySelectorAll('#overview .plot canvas').length === 4").await;
                page.picture(&format!("{scheme}-{width}")).await;
                fits(&page, scheme, width).await;
            }
            grounds.push(page.run("return getComputedStyle(document.body).backgroundColor").await);
        }
        assert_ne!(grounds[0], grounds[1], "the page follows the system's colours");
        let ground = async || page.run("return getComputedStyle(document.body).backgroundColor").await;
        let mut chosen: Vec<(String, Value)> = Vec::new();
        for _ in 0..3 {
            page.run("document.querySelector('#theme').click()").await;
            chosen.push((page.text("#theme").await, ground().await));
        }
        let [light, dark] = [grounds[0].clone(), grounds[1].clone()];
        let expected = [("Theme: light", light), ("Theme: dark", dark.clone()), ("Theme: auto", dark)]
            .map(|(text, ground)| (text.to_owned(), ground));
        assert_eq!(chosen, expected);
        page
    })
    .await;
}
