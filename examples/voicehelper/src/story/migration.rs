//! Migration status, applying and rolling back.

use larder::migrate::Status;
use larder::{Config, MigrationPolicy, Result};

use crate::narrator::Narrator;
use voicehelper::models::Store;

/// Shows the status, applies what is pending, and shows the status again.
pub(super) async fn bring_up(config: &Config, narrator: &Narrator) -> Result<()> {
    let migrator = Store::migrator_for(config);
    narrator.say(format_args!("before: {}", summary(&migrator.status().await?)));
    if config.migration_policy == MigrationPolicy::Migrate {
        let report = migrator.migrate().await?;
        for applied in &report.applied {
            narrator.say(format_args!("applied {} in {:.1} ms", applied.id, applied.duration.as_secs_f64() * 1e3));
        }
    }
    narrator.say(format_args!("after:  {}", summary(&migrator.status().await?)));
    Ok(())
}

/// Undoes the last migration and applies it again.
pub(super) async fn roll_back_and_forward(store: &Store, narrator: &Narrator) -> Result<()> {
    narrator.chapter("The last migration, back and forward");
    let migrator = store.migrator();
    for undone in &migrator.rollback(1).await?.rolled_back {
        narrator.say(format_args!("rolled back {}", undone.id));
    }
    narrator.say(summary(&migrator.status().await?));
    for applied in &migrator.migrate().await?.applied {
        narrator.say(format_args!("applied {}", applied.id));
    }
    narrator.say(summary(&migrator.status().await?));
    Ok(())
}

fn summary(status: &Status) -> String {
    format!("{} applied, {} pending", status.applied().count(), status.pending().count())
}
