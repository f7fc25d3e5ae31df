//! What an operator reads of an archive: the newest base backup, and all that was archived since.
//!
//! PostgreSQL replays every segment of the WAL from the beginning of the base backup on, one after another (PostgreSQL 17,
//! "Continuous Archiving and Point-in-Time Recovery"). At worst that is the time between two base backups and the time in
//! which the second one is made, since it cannot be used before it is complete.

use super::archives::{Stored, archived, stored};
use crate::analyze::backup::cost::{CHANGE, LARGE, RATE, SIZE};
use crate::analyze::breakdown::{Input, Quantity};
use crate::analyze::effective::Member;
use crate::analyze::origin::{Origin, Sourced};
use crate::analyze::quantities::{Bytes, Seconds};
use crate::model::value::{Duration, Rate, ShareOfDay, Size};
use crate::model::{Cluster, Operator, Workload};
use crate::schema::Row;
use crate::schema::rows;
use crate::source::Spanned;

/// Assumed time between two base backups.
pub const BASE: Duration = Duration::hours(24);
/// A segment of the WAL. One that is archived before it is full is as long as a full one (PostgreSQL 17,
/// `archive_timeout`).
pub const SEGMENT: Size = Size::bytes(16 << 20);
/// A shorter `lag` is not that of `archive_timeout`, for which PostgreSQL advises "a minute or so".
const SHORTEST: Seconds = Seconds::minutes(1);

/// What one operator reads of its archive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fetched {
    base: Bytes,
    since: Bytes,
    /// How often a segment is archived, where that is more than what changes.
    segments: Option<Seconds>,
}

impl Fetched {
    /// What the operator of a workload reads, with a size for what is not known.
    pub(super) fn of(
        member: &Member,
        workload: Option<&Workload>,
        operator: &Operator,
        size: Size,
    ) -> Self {
        let volumes = stored(member, workload);
        let known = |one: &Stored| one.size.map_or(size, |known| known.value);
        let base = volumes.iter().fold(Bytes::default(), |sum, one| {
            sum.plus(Bytes::from(known(one)).times(one.times))
        });
        let made = base.at(rate(operator.download.as_ref()), 1);
        let span = Seconds::from(operator.base.map_or(BASE, |base| base.value)).plus(made);
        let since = volumes.iter().fold(Bytes::default(), |sum, one| {
            let change = change(operator, one).value;
            sum.plus(Bytes::logged(known(one), change, span).times(one.times))
        });
        // What is declared is what was measured in the archive.
        let often = Seconds::from(operator.lag.value).max(SHORTEST);
        let least = match operator.change {
            Some(_) => Bytes::default(),
            None => {
                let logs = volumes.iter().map(|one| one.times).max().unwrap_or(1);
                let count = span.get().div_ceil(often.get()).saturating_mul(logs);
                Bytes::from(SEGMENT).times(count)
            }
        };
        Self {
            base,
            since: since.max(least),
            segments: (least > since).then_some(often),
        }
    }

    /// All of it.
    pub(super) fn all(&self) -> Bytes {
        self.base.plus(self.since)
    }

    /// How long it takes on a cluster, and how much of that is for what was archived since the base backup.
    pub(super) fn times(&self, operator: &Operator, cluster: &Cluster) -> (Seconds, Seconds) {
        let rate = [operator.download.as_ref(), cluster.write.as_ref()].map(rate);
        let at = |bytes: Bytes| rate.map(|rate| bytes.at(rate, 1)).into_iter().max();
        let at = |bytes: Bytes| at(bytes).unwrap_or_default();
        let all = at(self.all());
        (all, all.less(at(self.base)))
    }

    /// The numbers in it.
    pub(super) fn inputs(
        &self,
        (member, workload): (&Member, Option<&Workload>),
        (operator, cluster): (&Operator, &Cluster),
        size: Size,
    ) -> Vec<Input> {
        let volumes = stored(member, workload);
        let of = |row: &'static Row, value: String, origin: Origin| Input {
            quantity: Quantity::Statement(row),
            value,
            origin,
        };
        let sizes = volumes.iter().map(|one| {
            let known = one.size.unwrap_or(Sourced::assumed(size));
            of(&rows::SIZE, known.value.to_string(), known.origin)
        });
        let mut inputs: Vec<Input> = sizes.collect();
        let mut logged = vec![Input::declared(
            &rows::ARCHIVE_BASE,
            operator.base.as_ref(),
            BASE,
        )];
        match self.segments {
            Some(often) => logged.push(of(
                &rows::ARCHIVE_CHANGE,
                format!("{SEGMENT} every {often}"),
                Origin::Assumed,
            )),
            None => logged.extend(volumes.iter().map(|one| {
                let change = change(operator, one);
                let row = match (operator.change, change.origin) {
                    (None, Origin::Declared(_)) => &rows::CHANGE,
                    _ => &rows::ARCHIVE_CHANGE,
                };
                of(row, change.value.to_string(), change.origin)
            })),
        }
        let rates = [
            Input::declared(&rows::ARCHIVE_DOWNLOAD, operator.download.as_ref(), RATE),
            Input::declared(&rows::WRITE, cluster.write.as_ref(), RATE),
        ];
        // The first that is assumed is the one to measure.
        if self.since > self.base {
            inputs.extend(logged.into_iter().chain(rates));
        } else {
            inputs.extend(rates.into_iter().chain(logged));
        }
        inputs
    }
}

/// How many archives the operators of a namespace fetch, and their bytes: where a size is not known with the usual one,
/// and with a large one.
pub(super) fn fetched(member: &Member) -> (u64, u64, u64) {
    let (mut count, mut usual, mut large) = (0_u64, 0_u64, 0_u64);
    for (workload, operator) in archived(member) {
        let of = |size: Size| Fetched::of(member, workload, operator, size).all().get();
        count += 1;
        usual = usual.saturating_add(of(SIZE));
        large = large.saturating_add(of(LARGE));
    }
    (count, usual, large)
}

fn rate(stated: Option<&Spanned<Rate>>) -> Rate {
    stated.map_or(RATE, |stated| stated.value)
}

/// What is archived each day. A log has at least what changes on the volume, and mostly more: a page that changes often is
/// in it as often, and after each checkpoint as a whole.
fn change(operator: &Operator, volume: &Stored) -> Sourced<ShareOfDay> {
    if let Some(stated) = operator.change {
        return stated.into();
    }
    let more = volume.change.filter(|change| change.value > CHANGE);
    more.map_or(Sourced::assumed(CHANGE), Sourced::from)
}
