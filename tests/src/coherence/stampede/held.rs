//! A table that nobody can read for a while, so that a read takes as long as a test says.

use sqlx::{Connection as _, Executor as _, MySqlConnection, PgConnection};

use crate::engine::Engine;

/// Holds the users until it is released.
pub(super) enum Held {
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

impl Held {
    pub(super) async fn hold(engine: Engine, url: &str) -> Self {
        if engine == Engine::MySql {
            let mut connection = MySqlConnection::connect(url).await.expect("the server answers");
            connection.execute("LOCK TABLES users WRITE").await.expect("nobody else holds it");
            return Self::MySql(connection);
        }
        let mut connection = PgConnection::connect(url).await.expect("the server answers");
        connection.execute("BEGIN").await.expect("a transaction begins");
        connection.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE").await.expect("nobody else holds it");
        Self::Postgres(connection)
    }

    pub(super) async fn release(self) {
        match self {
            Self::Postgres(mut connection) => connection.execute("COMMIT").await.map(drop),
            Self::MySql(mut connection) => connection.execute("UNLOCK TABLES").await.map(drop),
        }
        .expect("the server answers");
    }
}
