//! How long an archive goes back, and how late a change is in it, as a Cluster of CloudNativePG states it.

use super::Of;
use crate::analyze::quantities::Seconds;
use crate::analyze::rto::declare;
use crate::model::value::Duration;
use crate::repository::contents::Archive;

/// What is wrong, and what to write.
pub(super) struct Kept {
    pub(super) fault: String,
    pub(super) help: String,
    /// Whether it makes the recovery longer, and loses no data.
    pub(super) is_slow: bool,
}

/// The days of a month, as Barman counts them in a recovery window.
const MONTH: u64 = 31;

impl Of<'_> {
    /// What Git says of the archive that breaks `lag`, `base` or `detect`.
    pub(super) fn kept(&self) -> Vec<Kept> {
        let late = self.late().into_iter();
        late.chain(self.seldom()).chain(self.window()).collect()
    }

    /// PostgreSQL archives a segment when it is full, or after `archive_timeout` (PostgreSQL 17, "Write Ahead Log").
    fn late(&self) -> Option<Kept> {
        let written = self.found.archive_timeout.as_deref()?;
        let lag = self.operator.lag.value;
        let after = seconds(written)?;
        let (file, text) = (&self.found.file, written);
        let help = format!(
            "write `archive_timeout: {}s` or less, or a `lag` that it keeps",
            lag.as_seconds()
        );
        match after {
            0 => Some(Kept {
                fault: format!(
                    "`{file}` has `archive_timeout: {text}`: a segment of the WAL is archived when it is full, however long that takes, and `lag` is {lag}"
                ),
                help,
                is_slow: false,
            }),
            after if after > lag.as_seconds() => Some(Kept {
                fault: format!(
                    "`{file}` has `archive_timeout: {text}`: a segment of the WAL that is not full is archived that late, and `lag` is {lag}"
                ),
                help,
                is_slow: false,
            }),
            _ => None,
        }
    }

    /// Barman keeps what is needed to restore any moment of its recovery window, and deletes older base backups
    /// (plugin-barman-cloud 0.11, "Retention Policies").
    fn window(&self) -> Option<Kept> {
        let detect = self.member.detect?;
        let (written, file) = self.retention()?;
        let window = recovery_window(&written)?;
        let declare = declare(self.cx.model);
        let needed = Seconds::from(detect).plus(declare);
        (Seconds::from(window) <= needed).then(|| Kept {
            fault: format!("`{file}` has `retentionPolicy: {written}`: damage may be noticed after {detect} (`detect`), the decision takes {declare}, and no moment before {written} can be restored"),
            help: format!("write a `retentionPolicy` of more than {needed}, or a shorter `detect`"),
            is_slow: false,
        })
    }

    /// The recovery window of the archive, and its file: that of the ObjectStore where the plugin writes it.
    fn retention(&self) -> Option<(String, String)> {
        let Archive::Store(name, _) = &self.found.writes else {
            let own = self.found.retention.clone();
            return own.map(|own| (own, self.found.file.clone()));
        };
        let mut stores = self.stores(self.member.id.cluster, name);
        stores.find_map(|store| Some((store.retention.clone()?, store.file.clone())))
    }
}

/// A recovery window: `30d`, `4w`, `6m`.
fn recovery_window(text: &str) -> Option<Duration> {
    let (number, days) = match text.strip_suffix(['d', 'w', 'm']) {
        Some(number) if text.ends_with('d') => (number, 1),
        Some(number) if text.ends_with('w') => (number, 7),
        Some(number) => (number, MONTH),
        None => return None,
    };
    let number: u64 = number.parse().ok()?;
    Some(Duration::hours(number.checked_mul(days)?.checked_mul(24)?))
}

/// A time of PostgreSQL in seconds: a number alone is seconds here.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim().trim_matches('\'').trim();
    let at = text.find(|char: char| !char.is_ascii_digit());
    let (number, unit) = text.split_at(at.unwrap_or(text.len()));
    let number: u64 = number.parse().ok()?;
    match unit.trim() {
        "" | "s" => Some(number),
        "ms" => Some(number.div_ceil(1_000)),
        "min" => number.checked_mul(60),
        "h" => number.checked_mul(3_600),
        "d" => number.checked_mul(86_400),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{recovery_window, seconds};
    use crate::model::value::Duration;

    #[test]
    fn times_are_read_as_their_programs_do() {
        assert_eq!(seconds("300"), Some(300));
        assert_eq!(seconds("5min"), Some(300));
        assert_eq!(seconds("1 h"), Some(3_600));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("1.5h"), None);
        assert_eq!(seconds("${T}"), None);
        assert_eq!(recovery_window("3d"), Some(Duration::hours(72)));
        assert_eq!(recovery_window("2w"), Some(Duration::hours(336)));
        assert_eq!(recovery_window("1m"), Some(Duration::hours(744)));
        assert_eq!(recovery_window("${R}"), None);
    }
}
