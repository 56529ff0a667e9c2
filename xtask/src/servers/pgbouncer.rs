//! PgBouncer before PostgreSQL.

use std::net::TcpStream;
use std::path::Path;

use super::server::Server;
use super::sources::Sources;
use crate::Result;
use crate::directory::Directory;
use crate::port::Port;

pub(super) const PROGRAMS: &[&str] = &["pgbouncer"];

/// Starts PgBouncer in transaction mode in front of the PostgreSQL server that `postgres` leads to; returns its URL.
pub(super) fn start(
    sources: &Sources,
    postgres: &str,
    directory: &Directory,
    logs: &Path,
    running: &mut Vec<Server>,
) -> Result<String> {
    let installation = &sources.postgres;
    let (user, host, behind) = address(postgres).ok_or("LARDER_TEST_POSTGRES_URL names no user, host and port")?;
    let reserved = Port::free()?;
    let port = reserved.number();
    let identity = installation.identity("postgres")?;
    let folder = directory.folder("pgbouncer", identity)?;
    // Earlier versions do not know the setting, and later ones keep statements apart without it.
    let kept = if sources.prepared_statements { "max_prepared_statements = 200\n" } else { "" };
    // Few connections to the server, so that one kept for nothing shows.
    let settings = format!(
        "[databases]\n* = host={host} port={behind} user={user}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 5\nmax_client_conn = 500\nserver_idle_timeout = 5\n\
         ignore_startup_parameters = extra_float_digits\n{kept}"
    );
    let file = folder.join("pgbouncer.ini");
    std::fs::write(&file, settings)?;
    identity.own(&file)?;
    let mut command = installation.command(PROGRAMS, identity, Some("TERM"))?;
    command.arg(&file).current_dir(&folder);
    let ready = move || TcpStream::connect(("127.0.0.1", port)).is_ok();
    // SIGINT would wait for clients.
    let server = Server::start("pgbouncer", command, "TERM", &logs.join("pgbouncer.log"), ready)?;
    running.push(server.on(vec![reserved]));
    Ok(format!("postgres://{user}@127.0.0.1:{port}/postgres"))
}

fn address(url: &str) -> Option<(&str, &str, &str)> {
    let (user, place) = url.split_once("://")?.1.split('/').next()?.rsplit_once('@')?;
    let (host, port) = place.rsplit_once(':')?;
    Some((user.split(':').next()?, host, port))
}
