//! A browser that shows the dashboard of a store with traffic.

use std::future::Future;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use axum::Router;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use integration::{Backend, Engine, Fixture, Given as _};
use larder::admin::{AdminOptions, router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use xtask::Chromium;

use crate::traffic;

pub(crate) const TOKEN: &str = "correct-horse-battery-staple";
/// Longer than the slowest of the page's polls.
const PATIENCE: Duration = Duration::from_secs(40);

/// The page, as a browser shows it.
pub(crate) struct Page {
    pub(crate) client: Client,
    pub(crate) fixture: Fixture,
    pub(crate) url: String,
    tasks: Vec<JoinHandle<()>>,
    _chromium: Chromium,
}

/// A command of Chromium's own.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(self.body.to_string()))
    }
}

/// Shows the dashboard of a store on SQLite to `test`, and looks at the browser's console when it has ended.
pub(crate) async fn show<T: Future<Output = Page>>(options: AdminOptions, test: impl FnOnce(Page) -> T) {
    let page = test(Page::open(options).await).await;
    page.has_no_complaints().await;
    page.close().await;
}

impl Page {
    async fn open(options: AdminOptions) -> Self {
        let chromium = Chromium::start().expect("Chromium runs, or the error says what to install");
        let fixture = Fixture::make(Backend::of(Engine::Sqlite)).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // Below a prefix, where only relative links lead to the routes.
        let url = format!("http://{}/ops/admin", listener.local_addr().unwrap());
        let options = options.tenants(traffic::used(&fixture.store));
        let app = Router::new().nest("/ops", router(&fixture.store, options));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let busy = tokio::spawn(traffic::run(fixture.store.clone()));
        let Value::Object(capabilities) = chromium.capabilities() else { panic!("capabilities are an object") };
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&chromium.url()).await.unwrap();
        let page = Self { client, fixture, url, tasks: vec![serving, busy], _chromium: chromium };
        page.size(1280, 900).await;
        page.client.goto(&page.url).await.unwrap();
        page
    }

    async fn close(self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.client.close().await.unwrap();
    }

    async fn own(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(Own { path, body }).await.unwrap()
    }

    /// Sends a command of the browser's own protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) {
        self.own("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await;
    }

    /// Shows the page on a screen of so many points.
    pub(crate) async fn size(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Makes the system's colours light or dark.
    pub(crate) async fn colours(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Runs a script and returns what it returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until an expression is true.
    pub(crate) async fn wait(&self, expression: &str) {
        let (start, script) = (Instant::now(), format!("return Boolean({expression})"));
        while self.run(&script).await != json!(true) {
            if start.elapsed() > PATIENCE {
                let seen = self.run("return document.body.innerText").await;
                panic!("{expression} is not true: {}", seen.as_str().unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until every part of the page shows figures.
    pub(crate) async fn is_filled(&self) {
        self.wait("document.querySelector('#health').dataset.status === 'ready'").await;
        self.wait("document.querySelectorAll('#overview .plot canvas').length === 4").await;
        self.wait("document.querySelector('#migrations tbody code')").await;
        self.wait("document.querySelector('#data').innerText.includes('KiB')").await;
        self.wait("document.querySelectorAll('#statements tbody th').length > 5").await;
        self.wait("document.querySelector('#data').innerText.includes('globex')").await;
    }

    /// Scrolls to an element and clicks it.
    pub(crate) async fn click(&self, selector: &str) {
        self.client.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    pub(crate) async fn text(&self, selector: &str) -> String {
        self.client.find(Locator::Css(selector)).await.unwrap().text().await.unwrap()
    }

    /// Keeps a picture of the whole page in the folder of build results, for people.
    pub(crate) async fn picture(&self, name: &str) {
        let height = self.run("return document.documentElement.scrollHeight").await.as_u64().unwrap_or(900);
        let width = self.run("return innerWidth").await.as_u64().unwrap_or(1280);
        self.size(u32::try_from(width).unwrap(), u32::try_from(height.min(8000)).unwrap()).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dashboard");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
        self.size(u32::try_from(width).unwrap(), 900).await;
    }

    /// Checks that the console holds no error, a breach of the content policy among them.
    async fn has_no_complaints(&self) {
        let log = self.own("se/log", json!({ "type": "browser" })).await;
        let is_expected = |entry: &&Value| {
            // A refusal that a test provoked.
            let message = entry["message"].as_str().unwrap_or_default();
            let is_refused =
                ["401", "404", "409"].iter().any(|status| message.contains(&format!("status of {status}")));
            is_refused
                || message.contains("readyz - Failed to load resource: the server responded with a status of 503")
        };
        let bad: Vec<&Value> = log.as_array().unwrap().iter().filter(|entry| !is_expected(entry)).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}
