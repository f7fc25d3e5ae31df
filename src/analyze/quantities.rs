//! Seconds and bytes as the proofs compute with them: whole numbers that end at their largest value
//! instead of overflowing, and every division rounded against the promise.
//!
//! A sum that has reached the largest value is still longer than any promise, which is at most a
//! hundred years, so saturation can break a promise and never keep one.

use crate::model::value::{Duration, Rate, Share, ShareOfDay, Size};
use std::fmt;

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(u64);

/// A number of bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(u64);

const DAY: u128 = 86_400;

/// A share of 100 % in the thousandths that shares are counted in.
const WHOLE: u128 = 100_000;

fn narrow(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

impl Seconds {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From whole seconds.
    pub const fn new(seconds: u64) -> Self {
        Self(seconds)
    }

    /// From whole minutes.
    pub const fn minutes(minutes: u64) -> Self {
        Self(minutes.saturating_mul(60))
    }

    /// In whole seconds.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Both, one after the other.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left after another; nothing where that is longer.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// So many of them, one after the other.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// Split over so many that work side by side, rounded up.
    #[must_use]
    pub const fn over(self, count: u64) -> Self {
        Self(self.0.div_ceil(if count == 0 { 1 } else { count }))
    }

    /// As a value of the language.
    pub const fn duration(self) -> Duration {
        Duration::seconds(self.0)
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration.as_seconds())
    }
}

impl std::iter::Sum for Seconds {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == u64::MAX {
            // The true value is not known any more, only that no promise is as long.
            return f.write_str("more than a hundred years");
        }
        self.duration().fmt(f)
    }
}

impl Bytes {
    /// A share of a size, rounded up.
    pub fn share(size: Size, share: Share) -> Self {
        let part = u128::from(size.as_bytes()) * u128::from(share.thousandths());
        Self(narrow(part.div_ceil(WHOLE)))
    }

    /// The new bytes of a span: at most the whole volume, however often it is written.
    pub fn changed(size: Size, change: ShareOfDay, span: Seconds) -> Self {
        Self(Self::logged(size, change, span).0.min(size.as_bytes()))
    }

    /// What a log has of the changes of a span: each of them, also where they are more than the volume holds.
    pub fn logged(size: Size, change: ShareOfDay, span: Seconds) -> Self {
        let day = u128::from(size.as_bytes()) * u128::from(change.share().thousandths());
        let part = day
            .saturating_mul(u128::from(span.get()))
            .div_ceil(WHOLE * DAY);
        Self(narrow(part))
    }

    /// The time to move them at a rate that so many share, rounded up.
    pub fn at(self, rate: Rate, sharers: u64) -> Seconds {
        let bytes = u128::from(self.0).saturating_mul(u128::from(sharers.max(1)));
        Seconds(narrow(bytes.div_ceil(u128::from(rate.as_bytes().max(1)))))
    }

    /// From a number of bytes.
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// So many times as much.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// In bytes.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// In a unit of which there are at least ten, rounded up, as `12Gi`.
    pub fn about(self) -> String {
        let bytes = self.0;
        for (suffix, unit) in [
            ("Ti", 1_u64 << 40),
            ("Gi", 1 << 30),
            ("Mi", 1 << 20),
            ("Ki", 1 << 10),
        ] {
            let exact = bytes >= unit && bytes.is_multiple_of(unit);
            if exact || bytes / unit >= 10 {
                return format!("{}{suffix}", bytes.div_ceil(unit));
            }
        }
        format!("{bytes} bytes")
    }
}

impl From<Size> for Bytes {
    fn from(size: Size) -> Self {
        Self(size.as_bytes())
    }
}

/// A count and its noun, as `1 volume` or `2 volumes`.
pub fn plural(count: u64, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Seconds};
    use crate::model::value::{Rate, Share, ShareOfDay, Size};

    #[test]
    fn division_is_rounded_against_the_promise() {
        let size = Size::bytes(150 << 30);
        let rate = Rate::bytes(400 << 20);
        assert_eq!(Bytes::from(size).at(rate, 1), Seconds::new(384));
        assert_eq!(Bytes::from(Size::bytes(1)).at(rate, 1), Seconds::new(1));
        assert_eq!(Bytes::from(size).at(rate, 2), Seconds::new(768));
        let change = ShareOfDay::percent(2);
        let half_hour = Bytes::changed(size, change, Seconds::minutes(30));
        assert_eq!(half_hour.get(), 64 << 20);
        assert_eq!(
            Bytes::changed(size, change, Seconds::minutes(100 * 1_440)),
            size.into()
        );
        let logged = Bytes::logged(size, change, Seconds::minutes(100 * 1_440));
        assert_eq!(logged.get(), 300 << 30);
        assert_eq!(Bytes::share(Size::bytes(101), Share::percent(1)).get(), 2);
        assert_eq!(Seconds::new(7).over(2), Seconds::new(4));
    }

    #[test]
    fn nothing_runs_over() {
        let most = Seconds::new(u64::MAX);
        assert_eq!(most.plus(most), most);
        assert_eq!(most.times(3), most);
        assert_eq!(Seconds::new(5).over(0), Seconds::new(5));
        let size = Size::bytes(u64::MAX);
        let change = ShareOfDay::percent(9_999);
        assert_eq!(Bytes::changed(size, change, most).get(), u64::MAX);
        assert_eq!(Bytes::from(size).at(Rate::bytes(0), u64::MAX), most);
        assert_eq!(most.to_string(), "more than a hundred years");
    }
}
