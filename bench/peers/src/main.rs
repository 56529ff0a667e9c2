//! `peers sqlx` and `peers sea-orm` answer the requests for users that `voicehelper serve` answers, on its database.
//!
//! Written as one would by hand: authentication in one statement, an UPDATE that returns the row, a pool as the library
//! makes it. What HTTP needs is shared: [`serve`], [`principal`], [`reply`].

#[macro_use]
mod rows;

mod by_sea_orm;
mod by_sqlx;
mod patch;
mod principal;
mod problem;
mod reply;
mod serve;

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let url = std::env::var("DATABASE_URL")?;
    let router = match std::env::args().nth(1).as_deref() {
        Some("sqlx") => by_sqlx::router(&url).await?,
        Some("sea-orm") => by_sea_orm::router(&url).await?,
        _ => return Err("usage: DATABASE_URL=postgres://… peers sqlx|sea-orm".into()),
    };
    serve::serve(router).await
}
