//! Passwords, TLS and refused logins on PostgreSQL.

use larder::{Config, DatabaseConfig, ErrorKind, SslMode};
use sqlx::{Connection as _, PgConnection};
use xtask::Throwaway;

use crate::{ESCAPED, PASSWORD, WRONG, ask, assert_password_is_asked_for, assert_wrong_setting, is_asked_for, shown};

const IS_SECURED: &str = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

/// The server lets `app` in through TLS only.
#[tokio::test]
async fn every_mode_does_what_it_says() {
    if !is_asked_for("postgres") {
        return;
    }
    let server = Throwaway::secured_postgres().unwrap();
    let authority = server.authority().unwrap().to_path_buf();
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("CREATE USER app PASSWORD 'p@ss/w:rd#1'").execute(&mut admin).await.unwrap();
    let named = server.secured_url().replace("postgres@", &format!("app:{ESCAPED}@"));
    let by_number = named.replace("localhost", "127.0.0.1");

    let with = |mode: SslMode| move |database: &mut DatabaseConfig| database.ssl_mode = Some(mode);
    let trusting = |mode: SslMode| {
        let authority = authority.clone();
        move |database: &mut DatabaseConfig| {
            database.ssl_mode = Some(mode);
            database.ssl_root_cert = Some(authority.clone());
        }
    };
    for url in [&named, &by_number] {
        for mode in [SslMode::Prefer, SslMode::Require] {
            assert_eq!(ask(url, with(mode), IS_SECURED).await.unwrap(), "true");
        }
        assert_eq!(ask(url, trusting(SslMode::VerifyCa), IS_SECURED).await.unwrap(), "true");
        // An authority nobody knows.
        let error = ask(url, with(SslMode::VerifyCa), IS_SECURED).await.unwrap_err();
        assert!(shown(&error).contains("certificate"), "{error:?}");
    }
    assert_eq!(ask(&named, trusting(SslMode::VerifyFull), IS_SECURED).await.unwrap(), "true");
    let error = ask(&by_number, trusting(SslMode::VerifyFull), IS_SECURED).await.unwrap_err();
    assert!(shown(&error).contains("certificate"), "another host's certificate: {error:?}");

    let error = ask(&named, |_| {}, IS_SECURED).await.unwrap_err();
    assert!(shown(&error).contains("no encryption"), "{error:?}");
    assert!(!shown(&error).contains(PASSWORD) && !shown(&error).contains(ESCAPED), "{error:?}");
    let error = ask(&named.replace(ESCAPED, "wrong"), with(SslMode::Require), IS_SECURED).await.unwrap_err();
    assert!(shown(&error).contains("password authentication failed"), "{error:?}");
}

#[tokio::test]
async fn a_named_authority_is_asked() {
    if !is_asked_for("postgres") {
        return;
    }
    let server = Throwaway::secured_postgres().unwrap();
    let authority = server.authority().unwrap().display().to_string();
    let strangers = tempfile::NamedTempFile::new().unwrap();
    let url = server.secured_url();
    let by_number = server.url();
    // By the variable and by the URL alike, without a mode too.
    let variables = |root: &str, url: &str| {
        let pairs = [("DATABASE_URL", url), ("DATABASE_SSL_ROOT_CERT", root)];
        Config::from_vars(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap().database
    };
    let copy = |from: DatabaseConfig| {
        move |database: &mut DatabaseConfig| {
            database.ssl_mode = from.ssl_mode;
            database.ssl_root_cert = from.ssl_root_cert.clone();
        }
    };
    assert_eq!(ask(&url, copy(variables(&authority, &url)), IS_SECURED).await.unwrap(), "true");
    assert!(ask(&by_number, copy(variables(&authority, &by_number)), IS_SECURED).await.is_err());
    let named = format!("{url}?sslrootcert={authority}");
    assert_eq!(ask(&named, |_| {}, IS_SECURED).await.unwrap(), "true");
    assert!(ask(&named.replace("localhost", "127.0.0.1"), |_| {}, IS_SECURED).await.is_err());
    // `require` with an authority means that it is asked, as it does to psql.
    let other = strangers.path().to_path_buf();
    let error = ask(
        &url,
        |database| {
            database.ssl_mode = Some(SslMode::Require);
            database.ssl_root_cert = Some(other.clone());
        },
        IS_SECURED,
    );
    assert!(error.await.is_err());
    let error =
        ask(&url, |database| database.ssl_root_cert = Some("/nowhere/ca.pem".into()), IS_SECURED).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Configuration(text) if text.contains("/nowhere/ca.pem")), "{error:?}");
}

#[tokio::test]
async fn what_the_server_refuses_is_a_wrong_setting_at_once() {
    if !is_asked_for("postgres") {
        return;
    }
    let server = Throwaway::secured_postgres().unwrap();
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    for setup in [
        "CREATE USER app PASSWORD 'p@ss/w:rd#1'",
        "CREATE USER away NOLOGIN",
        "CREATE USER few",
        "CREATE DATABASE private",
        "REVOKE CONNECT ON DATABASE private FROM public",
        "CREATE DATABASE closed ALLOW_CONNECTIONS false",
    ] {
        sqlx::raw_sql(setup).execute(&mut admin).await.unwrap();
    }
    let url = |user: &str, database: &str| {
        let address = server.secured_url().replace("postgres@", &format!("{user}@"));
        format!("{}/{database}", address.trim_end_matches("/postgres"))
    };
    let secured = |database: &mut DatabaseConfig| database.ssl_mode = Some(SslMode::Require);
    let app = format!("app:{ESCAPED}");
    assert_wrong_setting(&url(&format!("app:{WRONG}"), "postgres"), secured, "password authentication failed").await;
    assert_wrong_setting(&url("app", "postgres"), secured, "password authentication failed").await;
    assert_wrong_setting(&url(&app, "larder_nowhere"), secured, "does not exist").await;
    assert_wrong_setting(&url("larder_nobody:hush-hush", "postgres"), |_| {}, "does not exist").await;
    // The server lets this user in from no place without TLS.
    assert_wrong_setting(&url(&app, "postgres"), |_| {}, "no encryption").await;
    assert_wrong_setting(&url("away", "postgres"), |_| {}, "not permitted to log in").await;
    assert_wrong_setting(&url("few", "private"), |_| {}, "permission denied").await;
    assert_wrong_setting(&url("few", "closed"), |_| {}, "not currently accepting connections").await;
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    if !is_asked_for("postgres") {
        return;
    }
    let server = Throwaway::secured_postgres().unwrap();
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("CREATE USER certified").execute(&mut admin).await.unwrap();
    let url = server.secured_url().replace("postgres@", "certified@");
    let (certificate, key) = server.client().unwrap();
    let showing = |database: &mut DatabaseConfig| {
        database.ssl_mode = Some(SslMode::VerifyFull);
        database.ssl_root_cert = server.authority().map(Into::into);
        database.ssl_client_cert = Some(certificate.into());
        database.ssl_client_key = Some(key.into());
    };
    let dn = "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert_eq!(ask(&url, showing, dn).await.unwrap(), "/CN=localhost");
    assert_wrong_setting(&url, |database| database.ssl_mode = Some(SslMode::Require), "valid client certificate").await;
    let without_key = |database: &mut DatabaseConfig| {
        showing(database);
        database.ssl_client_key = None;
    };
    assert_wrong_setting(&url, without_key, "go together").await;
    let nowhere = |database: &mut DatabaseConfig| {
        showing(database);
        database.ssl_client_key = Some("/nowhere/client.key".into());
    };
    assert_wrong_setting(&url, nowhere, "client key /nowhere/client.key does not exist").await;
}

#[tokio::test]
async fn passwords_are_asked_for_and_sockets_are_found() {
    if !is_asked_for("postgres") {
        return;
    }
    let server = Throwaway::secured_postgres().unwrap();
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("CREATE USER app PASSWORD 'p@ss/w:rd#1'").execute(&mut admin).await.unwrap();
    let url = server.secured_url().replace("postgres@", &format!("app:{WRONG}@"));
    assert_password_is_asked_for(&url, |database| database.ssl_mode = Some(SslMode::Require)).await;
    let through = "SELECT coalesce(host(inet_server_addr()), 'socket') || current_setting('application_name')";
    let named = |database: &mut DatabaseConfig| database.application_name = Some(" of reports".to_owned());
    let socket = server.socket_url().unwrap();
    assert_eq!(ask(&socket, named, through).await.unwrap(), "socket of reports");
    // The folder as the host of the URL, and no host but the folder.
    let folder = socket.split_once("?host=").unwrap().1;
    let port = url.rsplit(':').next().unwrap().split('/').next().unwrap();
    for form in [
        format!("postgres://postgres@{}:{port}/postgres", folder.replace('/', "%2F")),
        format!("postgres:///postgres?host={folder}&port={port}&user=postgres"),
    ] {
        assert_eq!(ask(&form, named, through).await.unwrap(), "socket of reports", "{form}");
    }
}
