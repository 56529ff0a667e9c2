//! `codegen cache flush`: deletes the application's entries in Redis.

use larder::{CacheManager, Config, Error, ErrorKind};
use larder_generator::sql::Problem;
use serde_json::json;

use crate::arguments::{Cache, CacheVerb, Flush};
use crate::database;
use crate::outcome::{Answer, Outcome};

/// Works on Redis; neither the definition nor the database is looked at.
pub(crate) fn run(cache: &Cache) -> Outcome {
    let CacheVerb::Flush(order) = &cache.verb;
    let mut outcome = Outcome::default();
    match database::block_on(flush(order)) {
        Ok(Ok(deleted)) => {
            let mut answer = Answer { text: format!("{deleted} keys deleted\n"), ..Answer::default() };
            answer.members.insert("deleted".to_owned(), json!(deleted));
            outcome.answer = Some(answer);
        }
        Ok(Err(error)) => {
            outcome.unusable = matches!(error.kind(), ErrorKind::Configuration(_));
            let code = if outcome.unusable { "D0100" } else { "D0101" };
            let problem = Problem::new(code, error.to_string());
            outcome.problems.push(problem.help("pass `--redis-url <url>`, or set REDIS_URL"));
        }
        Err(problems) => outcome.problems = problems,
    }
    outcome
}

async fn flush(order: &Flush) -> Result<u64, Error> {
    let mut config = Config::from_env()?;
    if let Some(url) = &order.redis_url {
        config = config.redis(url);
    }
    if let Some(prefix) = &order.prefix {
        config.cache.prefix.clone_from(prefix);
    }
    CacheManager::flush(&config.cache).await
}
