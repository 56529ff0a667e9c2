//! Connections to the server in the process.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use redis::{Arg, Cmd, FromRedisValue, PushInfo, PushKind, RedisError, RedisResult, Value};
use tokio::sync::{mpsc, oneshot};

use super::fault::{CommandFate, Way};
use super::listener::{PushListener, Said};
use super::{Simulation, wander};
use crate::cache::time::timeout;

/// What URLs of such a server begin with.
pub(super) const SCHEME: &str = "simulated:";

/// How many connections were lost before: of all instances, and of one.
pub(super) type LineNumber = (u64, u64);

/// The server as an instance sees it.
#[derive(Clone)]
pub(in crate::cache::redis) struct LinePlace {
    simulation: Simulation,
    instance: usize,
}

/// A connection; commands that were sent are carried out, whoever waits for them.
#[derive(Clone)]
pub(in crate::cache::redis) struct Line {
    place: LinePlace,
    number: LineNumber,
    limit: Duration,
}

/// A connection that is told of keys by their prefix.
pub(in crate::cache::redis) struct ToldLine {
    line: Line,
    says: mpsc::UnboundedSender<Said>,
}

impl LinePlace {
    pub(in crate::cache::redis) fn of(url: &str) -> Option<Self> {
        let instance = url.strip_prefix(SCHEME)?.parse().ok()?;
        Simulation::current().map(|simulation| Self { simulation, instance })
    }

    pub(in crate::cache::redis) async fn connect(&self, limit: Duration) -> RedisResult<Line> {
        wander().await;
        self.simulation.passage(self.instance).await;
        let number = self.simulation.state().number(self.instance);
        Ok(Line { place: self.clone(), number, limit })
    }

    pub(in crate::cache::redis) async fn listen(
        &self,
        limit: Duration,
        hear: impl Fn(PushInfo) -> Result<(), ()> + Clone + Send + Sync + 'static,
    ) -> RedisResult<ToldLine> {
        let line = self.connect(limit).await?;
        let (says, said) = mpsc::unbounded_channel();
        tokio::spawn(hear_on(line.clone(), said, Arc::new(hear)));
        Ok(ToldLine { line, says })
    }
}

/// Hands on what is said, in order.
async fn hear_on(
    line: Line,
    mut said: mpsc::UnboundedReceiver<Said>,
    hear: Arc<dyn Fn(PushInfo) -> Result<(), ()> + Send + Sync>,
) {
    while let Some(said) = said.recv().await {
        wander().await;
        line.place.simulation.passage(line.place.instance).await;
        if !line.is_open() {
            break;
        }
        match said {
            Said::Push(push) => {
                if hear(push).is_err() {
                    return;
                }
            }
            // Who has asked may have gone.
            Said::Answer(answer, value) => drop(answer.send(value)),
        }
    }
    let _ = hear(PushInfo { kind: PushKind::Disconnection, data: Vec::new() });
}

impl Line {
    fn is_open(&self) -> bool {
        self.place.simulation.state().number(self.place.instance) == self.number
    }

    pub(in crate::cache::redis) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        let (answer, answered) = oneshot::channel();
        tokio::spawn(self.clone().carry(arguments(command), answer));
        let value = match timeout(self.limit, answered).await {
            Ok(Ok(answer)) => answer?,
            Ok(Err(_)) => return Err(failed(io::ErrorKind::ConnectionReset)),
            Err(_) => return Err(failed(io::ErrorKind::TimedOut)),
        };
        Ok(T::from_redis_value(value)?)
    }

    /// Takes a command to the server and its answer back; no answer at all is a connection that broke.
    async fn carry(self, arguments: Vec<Vec<u8>>, answer: oneshot::Sender<RedisResult<Value>>) {
        let LinePlace { simulation, instance } = &self.place;
        let fate = simulation.step(*instance, Way::ToServer).await;
        match fate {
            CommandFate::Lost => std::future::pending().await,
            CommandFate::Late(pause) => crate::cache::time::sleep(self.limit + pause).await,
            CommandFate::Usual | CommandFate::Unanswered => {}
        }
        simulation.passage(*instance).await;
        if !self.is_open() {
            return;
        }
        let value = simulation.state().execute(&arguments);
        simulation.step(*instance, Way::Elsewhere).await;
        simulation.passage(*instance).await;
        if fate == CommandFate::Unanswered {
            std::future::pending::<()>().await;
        }
        if self.is_open() {
            // Who has asked may have gone.
            drop(answer.send(value));
        }
    }
}

impl ToldLine {
    /// Sends a command whose answer comes in order with what else is said.
    pub(in crate::cache::redis) async fn send(&self, command: &Cmd) -> RedisResult<()> {
        let (answer, answered) = oneshot::channel();
        tokio::spawn(carry_told(self.line.clone(), self.says.clone(), arguments(command), answer));
        match timeout(self.line.limit, answered).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(failed(io::ErrorKind::ConnectionReset)),
            Err(_) => Err(failed(io::ErrorKind::TimedOut)),
        }
    }
}

async fn carry_told(
    line: Line,
    says: mpsc::UnboundedSender<Said>,
    arguments: Vec<Vec<u8>>,
    answer: oneshot::Sender<Value>,
) {
    let LinePlace { simulation, instance } = &line.place;
    match simulation.step(*instance, Way::ToServer).await {
        CommandFate::Lost | CommandFate::Unanswered => std::future::pending().await,
        CommandFate::Late(pause) => crate::cache::time::sleep(line.limit + pause).await,
        CommandFate::Usual => {}
    }
    simulation.passage(*instance).await;
    if !line.is_open() {
        return;
    }
    let mut state = simulation.state();
    if arguments[0] == b"CLIENT" {
        let prefix = arguments.last().cloned().unwrap_or_default();
        state.listeners.add(PushListener { prefix, says: says.clone() });
    } else if state.execute(&arguments).is_err() {
        return;
    }
    // Who listens may have gone.
    let _ = says.send(Said::Answer(answer, Value::Okay));
}

fn failed(kind: io::ErrorKind) -> RedisError {
    io::Error::from(kind).into()
}

fn arguments(command: &Cmd) -> Vec<Vec<u8>> {
    let bytes = |argument: Arg<&[u8]>| if let Arg::Simple(bytes) = argument { bytes.to_vec() } else { Vec::new() };
    command.args_iter().map(bytes).collect()
}
