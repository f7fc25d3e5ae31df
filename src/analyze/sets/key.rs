//! What distinguishes backup sets of one name.

use crate::analyze::effective::Member;
use crate::model::value::{Duration, Window};
use crate::model::{Store, When};
use crate::source::Spanned;

/// What the namespaces of a set share: what one Schedule can say for all of them.
///
/// A value of a tier that is new to the language enters it only where it is stated and where it changes
/// the Schedule: the key is hashed into names of Schedules that are on clusters.
#[derive(Debug)]
pub(super) struct SetKey<'m> {
    rpo: Duration,
    rto: Option<Duration>,
    keep: Duration,
    store: Option<&'m Store>,
    every: Option<&'m str>,
    avoid: &'m [Spanned<Window>],
    tolerate: u64,
    detect: Option<Duration>,
    order: Option<u64>,
    when: &'m [When],
    exclude: &'m [Spanned<Box<str>>],
    labels: &'m [Spanned<(Box<str>, Box<str>)>],
    objects: Option<Duration>,
}

impl<'m> SetKey<'m> {
    /// `None` of a namespace that no Schedule copies.
    pub(super) fn of_member(member: &'m Member) -> Option<Self> {
        // Sets of one tier share its `order` and its `when`: these distinguish sets only where the
        // namespace itself states them.
        let own = &member.block.values;
        Some(Self {
            rpo: member.rpo?.value,
            rto: member.rto.map(|rto| rto.value),
            keep: member.keep?.value,
            store: member.store.as_ref().map(|store| &*store.value),
            every: member.every.as_ref().map(|every| &*every.value),
            avoid: member.avoid(),
            tolerate: member.tolerate,
            detect: member.detect,
            order: own.order.map(|order| order.value),
            when: &own.when,
            exclude: &member.block.exclude,
            labels: &member.block.labels,
            objects: member
                .objects
                .filter(|_| member.set_method().copies_objects_alone())
                .map(|objects| objects.value),
        })
    }

    /// The key as text. Names of Schedules are hashes of it, so that it never changes for a set that is
    /// already on a cluster.
    pub(super) fn fingerprint(&self) -> String {
        let list = |mut items: Vec<String>| {
            items.sort();
            items.join(",")
        };
        let seconds = |duration: Duration| duration.as_seconds();
        let when: Vec<(&str, Option<u64>, Option<u64>)> = self
            .when
            .iter()
            .map(|when| {
                (
                    when.scope.value.word(),
                    when.rpo.map(|rpo| seconds(rpo.value)),
                    when.rto.map(|rto| seconds(rto.value)),
                )
            })
            .collect();
        let objects = self.objects.map_or_else(String::new, |objects| {
            format!(" objects={}", seconds(objects))
        });
        format!(
            "rpo={} rto={:?} keep={} store={} every={:?} avoid={} tolerate={} detect={:?} order={:?} when={when:?} exclude={} labels={}{objects}",
            self.rpo,
            self.rto.map(seconds),
            self.keep,
            self.store.map_or("", |store| store.name.value.as_str()),
            self.every,
            list(self.avoid.iter().map(|w| w.value.to_string()).collect()),
            self.tolerate,
            self.detect.map(seconds),
            self.order,
            list(self.exclude.iter().map(|e| e.value.to_string()).collect()),
            list(
                self.labels
                    .iter()
                    .map(|label| format!("{}={}", label.0, label.1))
                    .collect()
            ),
        )
    }
}
