//! A browser without a screen, for tests of pages.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::server::Server;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::installation::Installation;
use crate::port::Port;
use crate::{Result, install};

/// Chromium keeps to itself: it asks nobody for updates, and as root it needs no sandbox of its own.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// ChromeDriver, which starts a Chromium for each session. It ends with the thread that started it.
pub struct Chromium {
    number: u16,
    /// Taken when it is to end.
    server: Option<Server>,
    /// Dropped after the server has ended.
    directory: Directory,
}

impl Chromium {
    /// Starts ChromeDriver, and installs it and Chromium where they are missing.
    ///
    /// # Errors
    /// When they cannot be installed, or do not start.
    pub fn start() -> Result<Self> {
        static INSTALLING: Mutex<()> = Mutex::new(());
        let installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
        install::missing(&[("chromium", &["chromium"]), ("chromium-driver", &["chromedriver"])])?;
        drop(installing);
        let (directory, port) = (Directory::create()?, Port::free()?);
        let number = port.number();
        let mut command = Installation::System.command(&["chromedriver"], Identity::Own, Some("TERM"))?;
        command.arg(format!("--port={number}"));
        let log = directory.path().join("chromedriver.log");
        let answers = move || std::net::TcpStream::connect(("127.0.0.1", number)).is_ok();
        let mut server = Server::start("chromedriver", command, "TERM", &log, answers)?.on(vec![port]);
        server.wait_until_ready()?;
        Ok(Self { number, server: Some(server), directory })
    }

    /// Returns where ChromeDriver answers.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.number)
    }

    /// Returns what a session asks for: Chromium with a profile of its own, whose console is kept.
    #[must_use]
    pub fn capabilities(&self) -> serde_json::Value {
        let mut arguments: Vec<String> = ARGUMENTS.iter().map(|argument| (*argument).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", self.profile().display()));
        serde_json::json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        })
    }

    /// The folder that browsers write to.
    fn profile(&self) -> std::path::PathBuf {
        Path::new(self.directory.path()).join("profile")
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // With the browsers, which would go on writing to the folder that is removed next.
        if let Some(Err(error)) = self.server.take().map(Server::kill) {
            eprintln!("xtask: Chromium does not end: {error}");
        }
    }
}
