//! When runs are submitted: the minutes of a line, and the loop that looks at it.

use crate::analyze::quantities::Seconds;

/// Velero looks at its schedules so often: a run may begin so much later than its line says.
pub const TICK: Seconds = Seconds::new(60);

/// The minutes at which a line runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Times {
    /// Of every day.
    Day(Vec<u32>),
    /// Of every week, from Sunday 00:00 UTC on.
    Week(Vec<u32>),
    /// At any time, so far apart at least.
    Any(Seconds),
}

impl Times {
    /// The shortest time between a run of one line and one of another; `None` where the minutes of one are not fixed.
    pub fn apart(&self, other: &Self) -> Option<Seconds> {
        let (own, others) = (self.of_week()?, other.of_week()?);
        let each = own.iter().flat_map(|one| {
            others.iter().map(move |other| {
                let apart = one.abs_diff(*other);
                apart.min(WEEK - apart)
            })
        });
        each.min().map(|minutes| Seconds::minutes(minutes.into()))
    }

    fn of_week(&self) -> Option<Vec<u32>> {
        match self {
            Self::Day(minutes) => {
                let days = (0..WEEK).step_by(DAY as usize);
                Some(
                    days.flat_map(|day| minutes.iter().map(move |minute| day + minute))
                        .collect(),
                )
            }
            Self::Week(minutes) => Some(minutes.clone()),
            Self::Any(_) => None,
        }
    }
}

/// Minutes of a day.
const DAY: u32 = 1_440;
/// Minutes of a week.
const WEEK: u32 = 7 * DAY;

#[cfg(test)]
mod tests {
    use super::{Seconds, Times};

    #[test]
    fn apart_over_midnight_and_the_week() {
        let day = |minutes: &[u32]| Times::Day(minutes.to_vec());
        assert_eq!(
            day(&[0, 720]).apart(&day(&[1_435])),
            Some(Seconds::minutes(5))
        );
        let sunday = Times::Week(vec![3]);
        assert_eq!(sunday.apart(&day(&[1_430])), Some(Seconds::minutes(13)));
        assert_eq!(sunday.apart(&Times::Any(Seconds::minutes(1))), None);
    }
}
