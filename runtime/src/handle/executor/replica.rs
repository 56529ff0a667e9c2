//! Reads that a replica may answer.

use super::{Executor, ReadPlace, WriteMark};
use crate::connection::prepared::Wanted;
use crate::error::{Error, ErrorKind, Result, TimeoutStage};
use crate::replica::ReplicaReads;
use crate::statement::Statement;

/// So many replicas are asked before the primary.
const REPLICAS: usize = 2;

impl<'a> Executor<'a> {
    /// Notes writes in `reads`, and lets replicas answer what only reads.
    #[must_use]
    pub(crate) fn reading_by(self, reads: &'a ReplicaReads) -> Self {
        Self { reads: Some(reads), ..self }
    }

    /// Has the primary answer reads that a replica could.
    #[must_use]
    pub fn on_primary(self) -> Self {
        Self { place: ReadPlace::Primary, ..self }
    }

    /// Lets a replica answer: what is read is neither written back nor kept in the cache.
    #[must_use]
    pub(crate) fn anywhere(self) -> Self {
        match self.place {
            ReadPlace::Primary => self,
            ReadPlace::Unsaid | ReadPlace::Anywhere => Self { place: ReadPlace::Anywhere, ..self },
        }
    }

    /// Returns whose replicas may answer. A held connection answers itself.
    pub(super) fn replicas(self) -> Option<&'a ReplicaReads> {
        self.reads.filter(|_| self.shared.is_none() && self.place == ReadPlace::Anywhere)
    }

    /// Returns what notes a write when it is dropped.
    pub(super) fn write_mark(self) -> Option<WriteMark<'a>> {
        self.reads.map(ReplicaReads::write)
    }

    /// Notes that a reader saw what the primary has, or the cache.
    pub(crate) fn was_answered_by_primary(self) {
        if let Some(reads) = self.reads {
            reads.was_answered(None);
        }
    }

    /// Asks a replica, after an error another one, and then the primary: an error of a replica is nobody's as long as
    /// the primary answers. A statement that ran into its limit has used up its time.
    pub(super) async fn ask_by<W: Wanted + Default>(
        self,
        reads: &ReplicaReads,
        statement: &Statement,
    ) -> Result<W::Output> {
        let mut failed = None;
        for _ in 0..REPLICAS {
            let Some(chosen) = reads.choose(failed.as_ref()) else { break };
            let replica = Executor { engine: &chosen.engine, reads: None, ..self };
            let answer = tokio::select! {
                biased;
                answer = replica.ask_pool::<W>(statement) => answer,
                () = chosen.is_left_out() => Err(left_out()),
            };
            match answer {
                Ok(answer) => {
                    reads.was_answered(Some(&chosen));
                    return Ok(answer);
                }
                Err(error) if is_spent(&error) => return Err(error),
                Err(error) => tracing::debug!(target: "larder::replica", %error, "a read goes elsewhere"),
            }
            failed = Some(chosen);
        }
        self.ask_primary::<W>(statement).await
    }
}

fn is_spent(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Timeout { stage: TimeoutStage::Statement, .. } | ErrorKind::Invalid(_))
}

fn left_out() -> Error {
    Error::new(ErrorKind::Unavailable("the replica stopped answering".to_owned()))
}
