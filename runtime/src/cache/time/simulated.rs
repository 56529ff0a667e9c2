//! Time that passes when nothing else can happen, on a thread that asked for it; elsewhere it passes as ever.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::clock::ClockHand;

static ORIGIN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);

thread_local! {
    static TIME: RefCell<Option<Time>> = const { RefCell::new(None) };
}

/// The time of a thread, and who waits for some of it to pass.
struct Time {
    now: Duration,
    /// Moved along with it.
    hand: ClockHand,
    sleepers: BTreeMap<(Duration, u64), Waker>,
    numbered: u64,
}

/// A moment of the thread's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(Duration);

impl Instant {
    pub(crate) fn now() -> Self {
        Self(TIME.with_borrow(|time| time.as_ref().map(|time| time.now)).unwrap_or_else(|| ORIGIN.elapsed()))
    }

    pub(crate) fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }

    pub(crate) fn after(self, span: Duration) -> Self {
        Self(self.0 + span)
    }

    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// Runs what needs only its own thread, in a time that begins now and passes as soon as nothing else can happen.
///
/// # Panics
///
/// When nothing will ever happen again and the work has not ended.
pub(crate) fn run<T: Send + 'static>(hand: ClockHand, work: impl Future<Output = T> + Send + 'static) -> T {
    TIME.set(Some(Time { now: Duration::ZERO, hand, sleepers: BTreeMap::new(), numbered: 0 }));
    let runtime = tokio::runtime::Builder::new_current_thread().on_thread_park(pass).build().unwrap();
    let ended = runtime.block_on(async { tokio::spawn(work).await });
    drop(runtime);
    TIME.set(None);
    ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// Lets time pass until the next one who waits.
fn pass() {
    let waker = TIME.with_borrow_mut(|time| {
        let time = time.as_mut()?;
        let ((until, _), waker) = time.sleepers.pop_first().expect("somebody waits for time to pass");
        time.hand.advance(until.saturating_sub(time.now));
        time.now = time.now.max(until);
        Some(waker)
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Waits on the thread's time.
struct Sleep {
    until: Duration,
    number: Option<u64>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        TIME.with_borrow_mut(|time| {
            let Some(time) = time.as_mut().filter(|time| time.now < self.until) else { return Poll::Ready(()) };
            let number = *self.number.get_or_insert_with(|| {
                time.numbered += 1;
                time.numbered
            });
            time.sleepers.insert((self.until, number), context.waker().clone());
            Poll::Pending
        })
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let waker =
            TIME.with_borrow_mut(|time| time.as_mut().and_then(|time| time.sleepers.remove(&(self.until, number))));
        drop(waker);
    }
}

pub(crate) async fn sleep(span: Duration) {
    match TIME.with_borrow(|time| time.as_ref().map(|time| time.now)) {
        Some(now) => Sleep { until: now + span, number: None }.await,
        None => tokio::time::sleep(span).await,
    }
}

/// The limit has passed.
#[derive(Debug)]
pub(crate) struct Elapsed;

pub(crate) async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(Elapsed),
    }
}
