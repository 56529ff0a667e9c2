//! What an operator does: start the service, create tenants.

use std::error::Error;
use std::io::Write as _;

use larder::Config;
use larder::admin::AdminOptions;
use voicehelper::models::Store;
use voicehelper::service::{self, Listening, Service, Settings};

use crate::arguments::{Serve, TenantCommand};
use crate::logging;

type Done = Result<(), Box<dyn Error>>;

/// Answers requests until SIGTERM or Ctrl-C.
pub(crate) async fn serve(arguments: Serve) -> Done {
    let traces = logging::start(arguments.log_format)?;
    let settings = Settings { admin: AdminOptions::from_env()?, ..Settings::default() };
    let store = Store::open(Config::from_env()?).await?;
    let listening = Listening::on(arguments.listen, Service::new(store, settings)).await;
    let listening = listening
        .map_err(|error| format!("{}: {error}; `--listen IP:PORT` chooses another address", arguments.listen))?;
    let address = listening.address()?;
    tracing::info!(%address, "listening");
    let words = format!("dashboard  http://{address}/admin\nAPI        http://{address}/docs\nstop       Ctrl-C\n");
    // Whoever started it may have stopped to listen.
    let _ = std::io::stdout().write_all(words.as_bytes());
    let served = service::serve(listening, stop()).await;
    traces.end().await;
    Ok(served?)
}

fn explain(error: &larder::Error, tenant_id: &str) -> String {
    if error.is_unique_violation() {
        return format!("there is a tenant {tenant_id} already, whose first key was shown then; choose another name");
    }
    error.to_string()
}

/// Ends when the process is asked to stop.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without the handler the default action ends the process.
    let _ = interrupt.await;
}

/// Creates a tenant and prints its first key.
pub(crate) async fn tenant(command: TenantCommand) -> Done {
    let TenantCommand::Create { tenant_id, name, plan } = command;
    let store = Store::open(Config::from_env()?).await?;
    let name = name.as_deref().unwrap_or(&tenant_id);
    let first = service::create_tenant(&store, &tenant_id, name, plan.parse()?).await;
    let first = first.map_err(|error| explain(&error, &tenant_id))?;
    eprintln!("tenant {} is created; its first key, which is shown once:", first.tenant.tenant_id);
    println!("{}", first.key);
    store.close().await;
    Ok(())
}
