//! Criterion by the time that a thread was on a processor: what others do on the machine does not count.

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkGroup, Criterion};
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// The time that the calling thread was on a processor.
#[derive(Clone, Copy, Debug)]
pub struct CpuTime;

/// A group that is measured so.
pub type Group<'a> = BenchmarkGroup<'a, CpuTime>;

/// Criterion with this clock: so long a measurement, of so many samples.
#[must_use]
pub fn criterion(measurement: Duration, samples: usize) -> Criterion<CpuTime> {
    Criterion::default()
        .with_measurement(CpuTime)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(measurement)
        .sample_size(samples)
}

/// How long the calling thread has been on a processor.
///
/// # Panics
///
/// If the clock is before its beginning.
#[must_use]
pub fn now() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a time after the beginning")
}

impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        now()
    }

    fn end(&self, begin: Duration) -> Duration {
        now() - begin
    }

    fn add(&self, first: &Duration, second: &Duration) -> Duration {
        *first + *second
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
