//! The text to write instead of a value, made of the value that was written.
//!
//! A text that does not read as its type comes in; out goes one that does and means the same, or
//! nothing where the meaning is not certain. Every proposal is read back before it is made.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "other types have no other spelling"
)]

mod amount;
mod calendar;
mod object;
mod time;

use super::write;
use crate::diag::near::nearest;
use crate::schema::{Ty, synonyms};

/// What to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instead {
    /// This value, and no other is meant.
    Value(String),
    /// Words that show what may be meant.
    Words(String),
}

/// What to write instead of `text`, which is not of type `ty`; `key` is the keyword of its
/// statement.
pub(super) fn instead(key: &str, text: &str, ty: Ty) -> Option<Instead> {
    let value = proposal(key, text.trim(), ty);
    match value.filter(|value| reads(value, ty)) {
        Some(value) => Some(Instead::Value(value)),
        None => words(key, text.trim(), ty).map(Instead::Words),
    }
}

/// The number that a word names.
pub(super) fn number_word(word: &str) -> Option<String> {
    let letters = word.bytes().all(|b| b.is_ascii_alphabetic());
    amount::number(word).filter(|_| letters)
}

fn reads(value: &str, ty: Ty) -> bool {
    match value.strip_prefix('"') {
        Some(_) => matches!(ty, Ty::Cron | Ty::Rhythm),
        None => super::read::is_of_type(value, ty),
    }
}

fn proposal(key: &str, text: &str, ty: Ty) -> Option<String> {
    match ty {
        Ty::Literal(word) => {
            let same = text.eq_ignore_ascii_case(word) || nearest(text, [word]).is_some();
            (same || synonyms::value(key, &text.to_lowercase()) == Some(word))
                .then(|| word.to_owned())
        }
        Ty::Choice(words) => choice(key, text, words),
        Ty::Duration => time::duration(text),
        Ty::Size => amount::size(text),
        Ty::Rate => amount::rate(text),
        Ty::Share => amount::share(text),
        Ty::ShareOfDay => amount::share_of_day(text),
        Ty::Number | Ty::Count => amount::number(text).or_else(|| amount::place(text)),
        Ty::Version => object::version(key, text),
        Ty::Date => calendar::date(text),
        Ty::Window => calendar::window(text),
        Ty::Cron => time::cron(text),
        Ty::Rhythm => time::rhythm(text),
        Ty::Path => object::path(text),
        Ty::KeyValue | Ty::Label => object::label(text),
        Ty::Source => object::source(text),
        Ty::Workload => object::workload(text),
        Ty::ObjectRef => object::object(text),
        Ty::SecretKey => object::secret_key(text),
        Ty::Selector => object::selector(text),
        _ => None,
    }
}

/// The word of a choice that is meant.
pub(super) fn choice(key: &str, text: &str, words: &[&'static str]) -> Option<String> {
    let lower = text.to_lowercase().replace('_', "-");
    let found = words.iter().copied().find(|word| *word == lower);
    let other = || synonyms::value(key, &lower).filter(|word| words.contains(word));
    let near = || nearest(&lower, words.iter().copied());
    found.or_else(other).or_else(near).map(str::to_owned)
}

/// Where several values may be meant: each of them, made of what was written.
fn words(key: &str, text: &str, ty: Ty) -> Option<String> {
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    match ty {
        Ty::Duration => time::words(key, text),
        Ty::Size if digits => Some(format!("write the unit: `{text}Gi` or `{text}Mi`")),
        Ty::Rate if digits => Some(format!("write the unit: `{text}MiB/s` or `{text}Mbps`")),
        Ty::Number | Ty::Count => amount::number_words(key, text),
        Ty::Size | Ty::Rate if amount::comma_words(text).is_some() => amount::comma_words(text),
        Ty::ShareOfDay if amount::size(text.split('/').next().unwrap_or("")).is_some() => Some(
            "write the share of the volume that is new each day: 3Gi of 150Gi are `2%/d`"
                .to_owned(),
        ),
        Ty::Cron => Some(format!(
            "write a cron line in quotes, as in `{key} \"0 2 * * *\"`, or remove `{key}`: then drplan chooses the longest interval that keeps the promise"
        )),
        Ty::Workload => object::workload_words(text),
        Ty::ObjectRef => object::object_words(text),
        Ty::Path if text.split(['/', '\\']).any(|part| part == "..") => {
            Some("write the path from the repository root, such as `apps/payments`".to_owned())
        }
        Ty::Label if text.contains('=') => Some(
            "write the value that the objects have; Kubernetes refuses any other value".to_owned(),
        ),
        Ty::KeyValue | Ty::Label if !text.contains(['=', ':']) => {
            Some(format!("write `{}=VALUE`", write::clipped(text)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Instead, instead};
    use crate::schema::Ty;

    #[test]
    fn values_are_made_of_what_was_written() {
        let check = |ty: Ty, pairs: &[(&str, &str)]| {
            for (text, expect) in pairs {
                let found = instead("every", text, ty);
                assert_eq!(found, Some(Instead::Value((*expect).to_owned())), "{text}");
            }
        };
        check(
            Ty::Duration,
            &[
                ("1H", "1h"),
                ("48H", "48h"),
                ("7D", "7d"),
                ("1.5h", "1h30m"),
                ("0.5d", "12h"),
                ("1,5h", "1h30m"),
                ("15min", "15m"),
                ("2hours", "2h"),
                ("1hour30minutes", "1h30m"),
                ("1h30", "1h30m"),
                ("30m1h", "1h30m"),
                ("PT1H", "1h"),
                ("P7D", "7d"),
                ("PT1H30M", "1h30m"),
                ("01:30:00", "1h30m"),
                ("1:30", "1h30m"),
                ("3mo", "90d"),
                ("1y", "365d"),
                ("2months", "60d"),
                ("daily", "1d"),
                ("90secs", "90s"),
                ("<4h", "4h"),
                ("4h.", "4h"),
            ],
        );
        check(
            Ty::Size,
            &[
                ("5GB", "5G"),
                ("500gb", "500G"),
                ("5Gb", "5G"),
                ("5K", "5k"),
                ("100g", "100G"),
                ("100gi", "100Gi"),
                ("100gib", "100Gi"),
                ("1.5Ti", "1536Gi"),
                ("1.5TB", "1500G"),
                ("0.5Gi", "512Mi"),
                ("2tb", "2T"),
                ("1_000Gi", "1000Gi"),
            ],
        );
        check(
            Ty::Rate,
            &[
                ("100MB", "100MB/s"),
                ("100MiB", "100MiB/s"),
                ("100MBps", "100MB/s"),
                ("100MiBps", "100MiB/s"),
                ("100Mbit/s", "100Mbps"),
                ("1gbps", "1Gbps"),
                ("100Mb/s", "100Mbps"),
                ("1.5Gbps", "1500Mbps"),
                ("0.5GiB/s", "512MiB/s"),
                ("100MB/sec", "100MB/s"),
                ("100mib/s", "100MiB/s"),
                ("10Gbit", "10Gbps"),
            ],
        );
        check(
            Ty::Share,
            &[
                ("10", "10%"),
                ("0.1", "10%"),
                ("10%/d", "10%"),
                ("10pct", "10%"),
            ],
        );
        check(
            Ty::ShareOfDay,
            &[
                ("10%", "10%/d"),
                ("10", "10%/d"),
                ("10%/day", "10%/d"),
                ("10%/24h", "10%/d"),
                ("1%/h", "24%/d"),
                ("7%/w", "1%/d"),
                ("10%/w", "1.429%/d"),
                ("0.1/d", "10%/d"),
                ("2percent/day", "2%/d"),
                ("2%perday", "2%/d"),
            ],
        );
        check(
            Ty::Count,
            &[
                ("3.0", "3"),
                ("three", "3"),
                ("4x", "4"),
                ("1_000", "1000"),
                ("+3", "3"),
            ],
        );
        check(
            Ty::Version,
            &[
                ("v1.18.3", "1.18.3"),
                ("V1.18", "1.18"),
                ("1.18.x", "1.18"),
                ("1.18.*", "1.18"),
                (">=1.18", "1.18"),
                ("~1.18.2", "1.18.2"),
                ("^v1.18", "1.18"),
                ("1.18+", "1.18"),
                ("1.18.3-rc.1", "1.18.3"),
                ("1.34.1+k3s1", "1.34.1"),
            ],
        );
        check(
            Ty::Date,
            &[
                ("2026/12/31", "2026-12-31"),
                ("2026.12.31", "2026-12-31"),
                ("31.12.2026", "2026-12-31"),
                ("12/31/2026", "2026-12-31"),
                ("31/12/2026", "2026-12-31"),
                ("2026-1-5", "2026-01-05"),
                ("20261231", "2026-12-31"),
                ("2026-12-31T00:00:00Z", "2026-12-31"),
            ],
        );
        check(
            Ty::Window,
            &[
                ("9:00-11:00", "09:00-11:00"),
                ("9-11", "09:00-11:00"),
                ("09.00-11.00", "09:00-11:00"),
                ("0900-1100", "09:00-11:00"),
                ("9am-11pm", "09:00-23:00"),
                ("09:00..11:00", "09:00-11:00"),
                ("09:00-24:00", "09:00-00:00"),
                ("09:00to11:00", "09:00-11:00"),
                ("12am-12pm", "00:00-12:00"),
            ],
        );
        check(
            Ty::Cron,
            &[
                ("15m", "\"*/15 * * * *\""),
                ("1h", "\"0 * * * *\""),
                ("6h", "\"0 */6 * * *\""),
                ("1d", "\"0 0 * * *\""),
                ("1w", "\"0 0 * * 0\""),
                ("60min", "\"0 * * * *\""),
                ("daily", "\"0 0 * * *\""),
                ("@daily", "\"0 0 * * *\""),
                ("hour", "\"0 * * * *\""),
                ("monthly", "\"0 0 1 * *\""),
                ("@every15m", "\"*/15 * * * *\""),
            ],
        );
        check(
            Ty::Rhythm,
            &[
                ("monthly", "month"),
                ("Week", "week"),
                ("30d", "month"),
                ("7d", "week"),
                ("@daily", "day"),
                ("quarterly", "quarter"),
                ("yearly", "\"0 0 1 1 *\""),
                ("12h", "\"0 */12 * * *\""),
            ],
        );
        check(
            Ty::Workload,
            &[
                ("sts/pg", "statefulset/pg"),
                ("deploy/web", "deployment/web"),
                ("ds/log", "daemonset/log"),
                ("statefulsets/pg", "statefulset/pg"),
                ("statefulsets.apps/pg", "statefulset/pg"),
                ("StatefulSet:pg", "statefulset/pg"),
                ("cluster.postgresql.cnpg.io/pg", "cnpg/pg"),
                ("Kafka/events", "strimzi/events"),
            ],
        );
        check(
            Ty::ObjectRef,
            &[
                ("cm/x", "configmap/x"),
                ("secrets/x", "secret/x"),
                ("ConfigMap:x", "configmap/x"),
            ],
        );
        check(
            Ty::SecretKey,
            &[
                ("creds/cloud", "secret/creds/cloud"),
                ("secret/creds", "secret/creds/cloud"),
            ],
        );
        check(
            Ty::Label,
            &[
                ("app:web", "app=web"),
                ("app==web", "app=web"),
                ("app: web", "app=web"),
            ],
        );
        check(Ty::Path, &[("/apps/x", "apps/x"), ("apps\\x", "apps/x")]);
        check(
            Ty::Selector,
            &[
                ("payments:rpo", "payments.rpo"),
                ("payments/rpo", "payments.rpo"),
            ],
        );
        check(
            Ty::Choice(&["cold", "warm"]),
            &[("Cold", "cold"), ("WARM", "warm"), ("wram", "warm")],
        );
    }

    #[test]
    fn what_is_not_certain_is_not_proposed() {
        for (text, ty) in [
            ("soon", Ty::Duration),
            ("-5m", Ty::Duration),
            ("500ms", Ty::Duration),
            ("9999999999999h", Ty::Duration),
            ("big", Ty::Size),
            ("1,500Gi", Ty::Size),
            ("110%", Ty::Share),
            ("-1", Ty::Count),
            ("now", Ty::Date),
            ("05/06/2026", Ty::Date),
            ("25:00-26:00", Ty::Window),
            ("1", Ty::Version),
            ("é", Ty::Duration),
            ("", Ty::Size),
        ] {
            let found = instead("rpo", text, ty);
            assert!(
                !matches!(found, Some(Instead::Value(_))),
                "{text}: {found:?}"
            );
        }
    }
}
