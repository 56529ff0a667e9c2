//! Passwords, TLS and refused logins on MySQL and MariaDB.

use larder::{DatabaseConfig, ErrorKind, SslMode};
#[expect(clippy::disallowed_types, reason = "names of users and passwords of the tests are put in")]
use sqlx::AssertSqlSafe;
use sqlx::{Connection as _, MySqlConnection};
use xtask::Throwaway;

use crate::warnings::Warnings;
use crate::{ESCAPED, PASSWORD, WRONG, ask, assert_password_is_asked_for, assert_wrong_setting, is_asked_for, shown};

const CIPHER: &str = "SELECT variable_value FROM performance_schema.session_status WHERE variable_name = 'Ssl_cipher'";
/// MariaDB has none in that schema by default.
const CIPHER_OF_MARIADB: &str =
    "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'SSL_CIPHER'";

struct Server {
    throwaway: Throwaway,
    admin: MySqlConnection,
    is_mariadb: bool,
}

impl Server {
    async fn start() -> Option<Self> {
        if !is_asked_for("mysql") {
            return None;
        }
        let throwaway = Throwaway::secured_mysql().unwrap();
        let mut admin = MySqlConnection::connect(&throwaway.url()).await.unwrap();
        let version: String = sqlx::query_scalar("SELECT version()").fetch_one(&mut admin).await.unwrap();
        Some(Self { throwaway, admin, is_mariadb: version.contains("MariaDB") })
    }

    async fn run(&mut self, sql: String) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.admin).await.unwrap();
    }

    async fn create(&mut self, user: &str, login: &str) {
        self.run(format!("CREATE USER {user}@'127.0.0.1' {login}")).await;
        self.run(format!("GRANT ALL ON larder.* TO {user}@'127.0.0.1'")).await;
    }

    fn cipher(&self) -> &'static str {
        if self.is_mariadb { CIPHER_OF_MARIADB } else { CIPHER }
    }

    fn url(&self, user: &str) -> String {
        self.throwaway.secured_url().replace("root@", &format!("{user}:{ESCAPED}@"))
    }

    fn trusting(&self, mode: SslMode) -> impl Fn(&mut DatabaseConfig) + use<> {
        let authority = self.throwaway.authority().unwrap().to_path_buf();
        move |database| {
            database.ssl_mode = Some(mode);
            database.ssl_root_cert = Some(authority.clone());
        }
    }
}

fn with(mode: SslMode) -> impl Fn(&mut DatabaseConfig) {
    move |database| database.ssl_mode = Some(mode)
}

#[tokio::test]
async fn every_mode_does_what_it_says() {
    let Some(mut server) = Server::start().await else { return };
    server.create("app", &format!("IDENTIFIED BY '{PASSWORD}' REQUIRE SSL")).await;
    let (named, cipher) = (server.url("app"), server.cipher());
    let by_number = named.replace("localhost", "127.0.0.1");
    for url in [&named, &by_number] {
        for mode in [SslMode::Prefer, SslMode::Require] {
            assert!(!ask(url, with(mode), cipher).await.unwrap().is_empty());
        }
        assert!(!ask(url, server.trusting(SslMode::VerifyCa), cipher).await.unwrap().is_empty());
        let error = ask(url, with(SslMode::VerifyCa), cipher).await.unwrap_err();
        assert!(shown(&error).contains("certificate"), "{error:?}");
    }
    assert!(!ask(&named, server.trusting(SslMode::VerifyFull), cipher).await.unwrap().is_empty());
    let error = ask(&by_number, server.trusting(SslMode::VerifyFull), cipher).await.unwrap_err();
    assert!(shown(&error).contains("certificate"), "another host's certificate: {error:?}");
    assert!(ask(&named, |_| {}, cipher).await.is_err(), "the user must come through TLS");
    let authority = server.throwaway.authority().unwrap().display().to_string();
    assert!(!ask(&format!("{named}?ssl-ca={authority}"), |_| {}, cipher).await.unwrap().is_empty());
    assert!(ask(&format!("{by_number}?ssl-ca={authority}"), |_| {}, cipher).await.is_err());
}

/// MySQL's usual way. MariaDB has none.
#[tokio::test]
async fn passwords_that_take_tls_or_a_key() {
    let Some(mut server) = Server::start().await else { return };
    if server.is_mariadb {
        return;
    }
    for plugin in ["caching_sha2_password", "sha256_password"] {
        let known = "SELECT plugin_name FROM information_schema.plugins WHERE plugin_name = ?";
        let known: Option<String> =
            sqlx::query_scalar(known).bind(plugin).fetch_optional(&mut server.admin).await.unwrap();
        if known.is_none() {
            assert_ne!(plugin, "caching_sha2_password");
            continue;
        }
        server.create(plugin, &format!("IDENTIFIED WITH {plugin} BY '{PASSWORD}'")).await;
        let url = server.url(plugin);
        let plain = ask(&url, |_| {}, CIPHER).await;
        if cfg!(feature = "mysql-rsa") {
            assert_eq!(plain.unwrap(), "", "{plugin}");
        } else {
            let error = plain.unwrap_err();
            let text = shown(&error);
            assert!(matches!(error.kind(), ErrorKind::Configuration(_)), "{plugin}: {error:?}");
            assert!(text.contains("mysql-rsa") && text.contains("DATABASE_SSL_MODE"), "{text}");
            assert!(!text.contains(PASSWORD) && !text.contains(ESCAPED), "{text}");
        }
        assert!(!ask(&url, with(SslMode::Require), CIPHER).await.unwrap().is_empty());
        assert!(!ask(&url, server.trusting(SslMode::VerifyFull), CIPHER).await.unwrap().is_empty());
        if plugin == "caching_sha2_password" {
            // The server has seen the password meanwhile.
            assert_eq!(ask(&url, |_| {}, CIPHER).await.unwrap(), "");
        }
        let error = ask(&url.replace(ESCAPED, "wrong"), with(SslMode::Require), CIPHER).await.unwrap_err();
        assert!(shown(&error).contains("Access denied"), "{error:?}");
    }
}

/// What the server is set to means nothing to larder's sessions.
#[tokio::test]
async fn sessions_mean_one_thing_whatever_the_server_is_set_to() {
    let Some(mut server) = Server::start().await else { return };
    let settings = "SET GLOBAL sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES', GLOBAL autocommit = 0, GLOBAL completion_type = 1, \
                    GLOBAL foreign_key_checks = 0, GLOBAL unique_checks = 0, GLOBAL time_zone = '+05:45'";
    server.run(settings.to_owned()).await;
    let url = server.throwaway.url();
    let seen = ask(
        &url,
        |_| {},
        r#"SELECT CONCAT_WS(' ', "a\\b", 1 || 2, @@autocommit + 0, CAST(@@completion_type AS CHAR), @@foreign_key_checks + 0,
           @@unique_checks + 0, @@sql_safe_updates + 0, @@time_zone, @@collation_connection)"#,
    );
    assert_eq!(seen.await.unwrap(), r"a\b 12 1 NO_CHAIN 1 1 0 +00:00 utf8mb4_bin");
}

#[tokio::test]
async fn what_the_server_refuses_is_a_wrong_setting_at_once() {
    let Some(mut server) = Server::start().await else { return };
    server.create("app", &format!("IDENTIFIED BY '{PASSWORD}'")).await;
    server.create("locked", &format!("IDENTIFIED BY '{PASSWORD}' ACCOUNT LOCK")).await;
    server.run(format!("CREATE USER away@'10.9.8.7' IDENTIFIED BY '{PASSWORD}'")).await;
    let secured = with(SslMode::Require);
    let app = server.url("app");
    assert_wrong_setting(&app.replace(ESCAPED, WRONG), &secured, "Access denied").await;
    assert_wrong_setting(&app.replace(&format!(":{ESCAPED}"), ""), &secured, "Access denied").await;
    assert_wrong_setting(&server.url("larder_nobody"), &secured, "Access denied").await;
    assert_wrong_setting(&server.url("away"), &secured, "Access denied").await;
    assert_wrong_setting(&server.url("locked"), &secured, "locked").await;
    assert_wrong_setting(&app.replace("/larder", "/mysql"), &secured, "Access denied").await;
    let nowhere = server.throwaway.url().replace("/larder", "/larder_nowhere");
    assert_wrong_setting(&nowhere, |_| {}, "Unknown database").await;
    // With no account left for this place, no login of any name is looked at.
    let here: Vec<String> = sqlx::query_scalar(
        "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE host IN ('127.0.0.1', '%')",
    )
    .fetch_all(&mut server.admin)
    .await
    .unwrap();
    for (number, account) in here.iter().enumerate() {
        server.run(format!("RENAME USER {account} TO other@'10.9.9.{number}'")).await;
    }
    assert_wrong_setting(&app, &secured, "not allowed to connect").await;
}

/// MySQL leaves rows that a delete should take along where this setting is off, as it is by default.
#[tokio::test]
async fn incomplete_cascades_are_told_of_once() {
    if !is_asked_for("mysql") {
        return;
    }
    let server = Throwaway::mysql_with(&["--loose-innodb-native-foreign-keys=OFF"]).unwrap();
    let mut admin = MySqlConnection::connect(&server.url()).await.unwrap();
    let setting = "SHOW VARIABLES LIKE 'innodb_native_foreign_keys'";
    let known = sqlx::raw_sql(setting).fetch_all(&mut admin).await.unwrap().len();
    let warnings = Warnings::begin();
    for _ in 0..2 {
        ask(&server.url(), |_| {}, "SELECT 'nothing'").await.unwrap();
    }
    let told = warnings.about("innodb_native_foreign_keys=ON");
    assert_eq!(told.len(), known, "{told:?}");
    assert!(told.iter().all(|text| text.contains("version=")), "{told:?}");
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    let Some(mut server) = Server::start().await else { return };
    server.create("certified", &format!("IDENTIFIED BY '{PASSWORD}' REQUIRE X509")).await;
    let (url, cipher) = (server.url("certified"), server.cipher());
    let (certificate, key) =
        server.throwaway.client().map(|(cert, key)| (cert.to_path_buf(), key.to_path_buf())).unwrap();
    let trusting = server.trusting(SslMode::VerifyFull);
    let showing = |database: &mut DatabaseConfig| {
        trusting(database);
        database.ssl_client_cert = Some(certificate.clone());
        database.ssl_client_key = Some(key.clone());
    };
    assert!(!ask(&url, showing, cipher).await.unwrap().is_empty());
    assert_wrong_setting(&url, &trusting, "Access denied").await;
}

#[tokio::test]
async fn passwords_are_asked_for_and_sockets_are_found() {
    let Some(mut server) = Server::start().await else { return };
    server.create("app", &format!("IDENTIFIED BY '{PASSWORD}' REQUIRE SSL")).await;
    let url = server.url("app").replace(ESCAPED, WRONG);
    assert_password_is_asked_for(&url, |database| database.ssl_mode = Some(SslMode::Require)).await;
    let socket = server.throwaway.socket_url().unwrap();
    assert!(ask(&socket, |_| {}, "SELECT CAST(USER() AS CHAR)").await.unwrap().ends_with("@localhost"));
}
