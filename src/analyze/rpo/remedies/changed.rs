//! A change tried on the whole plan: the schedules of a cluster are chosen together, so that a line that is chosen
//! otherwise may break the promise of another set.

use super::RemedyInput;
use super::trials::Cost;
use super::troubled::{Who, is_broken, is_troubled, late, rounded, shares, troubled};
use crate::analyze::Analysis;
use crate::analyze::backups::Backups;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::analyze::sets::BackupSet;
use crate::model::value::{Rate, Share};
use crate::model::{ClusterId, Dump, Model, Recover, TierValues};
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A plan of so many namespaces is tried again as a whole, for all promises that it breaks.
const TRIED: usize = 2_000;
/// How often a weaker promise is weakened once more.
const TURNS: usize = 8;

/// One change of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// A promise has another value.
    Promise(Span, Seconds),
    /// A line is not pinned any more.
    Unpinned(Span),
    /// No window is left.
    NoWindows,
    /// Velero runs so many backups at one time.
    Slots(u64),
    /// A node reads faster.
    Read(Rate),
    /// The store is written to faster.
    Upload(Rate),
    /// Less is touched, where that is not stated.
    Touched(Share),
}

/// A plan whose changes are tried.
pub(super) struct Trial<'t> {
    analysis: &'t Analysis,
    set: &'t BackupSet,
    input: &'t RemedyInput<'t>,
    /// The promise that is broken.
    promise: Option<Span>,
    /// Who is in trouble already; `None` where the plan is too large to be tried.
    before: Option<Trouble>,
}

/// What does not hold in a plan.
struct Trouble {
    who: BTreeSet<Who>,
    overloaded: BTreeSet<ClusterId>,
}

impl<'t> Trial<'t> {
    pub(super) fn of(analysis: &'t Analysis, input: &'t RemedyInput<'t>) -> Self {
        let model = analysis.model();
        let sets = analysis.sets();
        let broken = sets.iter().filter(|set| is_broken(model, set)).count();
        let small = broken.saturating_mul(analysis.members().len()) <= TRIED;
        let before = small.then(|| Trouble {
            who: troubled(model, sets),
            overloaded: analysis
                .loads()
                .iter()
                .filter(|load| !load.settled)
                .map(|load| load.cluster.site_id())
                .collect(),
        });
        let promise = rpo::first_broken(model, input.set).and_then(|(promise, _)| promise.span);
        Self {
            analysis,
            set: input.set,
            input,
            promise,
            before,
        }
    }

    /// What is lost with a change, where it keeps every promise of the set and breaks no other; what was computed of the
    /// set alone where the plan is too large.
    pub(super) fn kept(&self, change: &Change, alone: Seconds) -> Option<Seconds> {
        let Some(before) = &self.before else {
            return Some(alone);
        };
        self.analysis.later.trials.take(Cost::Tried).then_some(())?;
        let model = self.changed(change);
        let after = Backups::tried(&model, self.analysis.observed());
        self.holds(&model, &after, before).then_some(())?;
        self.total(&after)
    }

    /// The same for a line that is not pinned any more, with the distance of the runs that are chosen instead.
    pub(super) fn unpinned(
        &self,
        pinned: Span,
        alone: (Seconds, Seconds),
    ) -> Option<(Seconds, Seconds)> {
        let Some(before) = &self.before else {
            return Some(alone);
        };
        self.analysis.later.trials.take(Cost::Tried).then_some(())?;
        let model = self.changed(&Change::Unpinned(pinned));
        let after = Backups::tried(&model, self.analysis.observed());
        self.holds(&model, &after, before).then_some(())?;
        let mut own = after.serving.iter().filter(|set| self.is_own(set));
        let gap = own.find_map(|set| Some(set.schedule.as_ref()?.gap))?;
        Some((gap, self.total(&after)?))
    }

    /// A weaker promise that all keep who share it, and what is lost then.
    pub(super) fn promise(&self, worst: Seconds) -> Option<(Seconds, Seconds)> {
        let mut promise = rounded(worst);
        let (Some(before), Some(span)) = (&self.before, self.promise) else {
            return Some((promise, worst));
        };
        for _ in 0..TURNS {
            self.analysis.later.trials.take(Cost::Whole).then_some(())?;
            let model = self.changed(&Change::Promise(span, promise));
            let after = Backups::of(&model, self.analysis.observed());
            let broken = after.serving.iter().filter(|set| shares(&model, set, span));
            let lost = broken.filter_map(|set| late(&model, set)).max();
            match lost {
                None => {
                    let total = self.total(&after).unwrap_or(worst);
                    return self
                        .spares(&model, &after, before)
                        .then_some((promise, total));
                }
                Some(lost) => promise = rounded(lost.max(promise.plus(Seconds::new(1)))),
            }
        }
        None
    }

    /// Whether nobody of the set is in trouble, and nobody else who was not before.
    fn holds(&self, model: &Model, after: &Backups, before: &Trouble) -> bool {
        let mut own = after.serving.iter().filter(|set| self.is_own(set));
        own.all(|set| !is_troubled(model, set)) && self.spares(model, after, before)
    }

    /// Whether nobody is in trouble who was not before.
    fn spares(&self, model: &Model, after: &Backups, before: &Trouble) -> bool {
        let mut overloaded = after.loads.iter().filter(|load| !load.settled);
        overloaded.all(|load| before.overloaded.contains(&load.cluster.site_id()))
            && troubled(model, &after.serving).is_subset(&before.who)
    }

    fn is_own(&self, set: &BackupSet) -> bool {
        let mut members = self.set.members.iter();
        set.second == self.set.second && members.any(|member| set.holds(member.id))
    }

    /// What is lost at worst of the set after the loss of its broken promise.
    fn total(&self, after: &Backups) -> Option<Seconds> {
        let own = after.serving.iter().filter(|set| self.is_own(set));
        let promised = |set: &BackupSet| {
            let lag = rpo::replicate(set, self.input.scope)?;
            Some(set.worst_case.as_ref()?.loss().plus(lag))
        };
        own.filter_map(promised).max()
    }

    fn changed(&self, change: &Change) -> Model {
        let mut model = (**self.analysis.model()).clone();
        match *change {
            Change::Promise(span, promise) => each(&mut model, |values| {
                let when = values.when.iter_mut().map(|when| &mut when.rpo);
                let own = [&mut values.rpo, &mut values.objects];
                for stated in own.into_iter().chain(when).flatten() {
                    if stated.span == span {
                        stated.value = promise.duration();
                    }
                }
            }),
            Change::Unpinned(span) => each(&mut model, |values| {
                values.every.take_if(|every| every.span == span);
            }),
            Change::NoWindows => {
                let mut members = self.set.members.iter();
                let windows: Vec<Span> = members.next().map_or_else(Vec::new, |member| {
                    member.avoid().iter().map(|window| window.span).collect()
                });
                each(&mut model, |values| {
                    values
                        .avoid
                        .retain(|window| !windows.contains(&window.span));
                });
            }
            Change::Slots(slots) => self.of_cluster(&mut model, |cluster| {
                cluster.concurrent_backups = Some(stated(slots, cluster.span));
            }),
            Change::Read(read) => self.of_cluster(&mut model, |cluster| {
                cluster.read = Some(stated(read, cluster.span));
            }),
            Change::Upload(upload) => model.stores.change(self.set.store.id, |store| {
                store.upload = Some(stated(upload, store.span));
            }),
            Change::Touched(share) => {
                let own: BTreeSet<_> = self.set.members.iter().map(|one| one.block.id).collect();
                for block in &mut model.namespaces {
                    if !own.contains(&block.id) {
                        continue;
                    }
                    let workloads = &mut Arc::make_mut(block).workloads;
                    for volume in workloads.iter_mut().flat_map(|one| &mut one.volumes) {
                        let span = volume.name.span;
                        volume.touched.get_or_insert_with(|| stated(share, span));
                    }
                }
            }
        }
        model
    }

    fn of_cluster(&self, model: &mut Model, change: impl Fn(&mut crate::model::Cluster)) {
        let site = self.set.cluster.site_id();
        let clusters = model.clusters.values();
        let own: Vec<ClusterId> = clusters
            .filter(|cluster| cluster.site_id() == site)
            .map(|cluster| cluster.id)
            .collect();
        for id in own {
            model.clusters.change(id, &change);
        }
    }
}

/// Whether no promise that holds breaks if the hook of a dump may take longer; not known of a plan that is too large.
pub(super) fn bears_dump(analysis: &Analysis, dump: &Dump, timeout: Seconds) -> bool {
    if analysis.members().len() > TRIED {
        return true;
    }
    let longer = |recover: &mut Option<Spanned<Recover>>| {
        if let Some(Recover::Dump(own)) = recover.as_mut().map(|recover| &mut recover.value)
            && own.into.span == dump.into.span
        {
            own.hook.timeout = Some(stated(timeout.duration(), own.into.span));
        }
    };
    let mut model = (**analysis.model()).clone();
    each(&mut model, |values| longer(&mut values.recover));
    for block in &mut model.namespaces {
        let workloads = &mut Arc::make_mut(block).workloads;
        workloads
            .iter_mut()
            .for_each(|one| longer(&mut one.recover));
    }
    let after = Backups::tried(&model, analysis.observed());
    let before = troubled(analysis.model(), analysis.sets());
    troubled(&model, &after.serving).is_subset(&before)
}

fn stated<T>(value: T, span: Span) -> Spanned<T> {
    Spanned::new(value, span)
}

/// Changes the values of every tier and namespace.
fn each(model: &mut Model, change: impl Fn(&mut TierValues)) {
    let tiers: Vec<_> = model.tiers.values().map(|tier| tier.id).collect();
    for id in tiers {
        model.tiers.change(id, |tier| change(&mut tier.values));
    }
    for block in &mut model.namespaces {
        change(&mut Arc::make_mut(block).values);
    }
}
