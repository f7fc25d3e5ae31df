//! In what order a recovery can end: its stages, and the objects of Flux in them that wait for objects of other stages.
//!
//! A stage is ready when everything that it applies is ready, and starts when the stages that it depends on are ready. An
//! object that waits for one of another stage waits for the start of that stage, whatever the plan says of both.

use crate::analyze::recovery::{InGit, RecoverySide, StageId};
use crate::lint::LintCx;
use crate::model::value::RepoPath;
use crate::repository::contents::{Contents, Ordered};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Something that comes about in a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum Event {
    /// A stage is applied.
    Start(usize),
    /// A stage is ready.
    Ready(usize),
    /// An object of a stage is ready.
    Object(usize, usize),
}

impl Event {
    /// The stage that it is about.
    pub(in crate::lint) fn stage(self) -> usize {
        let (Self::Start(stage) | Self::Ready(stage) | Self::Object(stage, _)) = self;
        stage
    }
}

/// A stage with what it applies from Git.
#[derive(Debug)]
struct Step<'a> {
    id: StageId,
    shown: Option<(&'a Spanned<RepoPath>, &'a Contents)>,
    before: Vec<usize>,
}

/// The order of one recovery.
#[derive(Debug)]
pub(in crate::lint) struct Staged<'a> {
    /// The cluster that recovers.
    pub(in crate::lint) side: &'a RecoverySide,
    steps: Vec<Step<'a>>,
    own: Option<&'a Contents>,
}

/// Every recovery of a plan.
pub(in crate::lint) fn staged<'a>(cx: &LintCx<'a>) -> Vec<Staged<'a>> {
    let sides = cx.analysis.rehearsed().iter();
    sides.map(|side| Staged::of(cx, side)).collect()
}

impl<'a> Staged<'a> {
    fn of(cx: &LintCx<'a>, side: &'a RecoverySide) -> Self {
        let places: BTreeMap<StageId, usize> = side
            .stages
            .iter()
            .enumerate()
            .map(|(at, stage)| (stage.id, at))
            .collect();
        let steps = side.stages.iter().map(|stage| {
            let path = stage.kind.in_git().map(|one| match one {
                InGit::Platform(platform) => &platform.path,
                InGit::Apps(apps) => side.overlay(apps),
            });
            let contents = |path: &'a Spanned<RepoPath>| {
                let text = path.value.as_str();
                Some((path, cx.inventory.contents(side.cluster.id, text)?))
            };
            let edges = stage.edges.iter();
            Step {
                id: stage.id,
                shown: path.and_then(contents),
                before: edges
                    .filter_map(|edge| places.get(&edge.to).copied())
                    .collect(),
            }
        });
        Self {
            side,
            steps: steps.collect(),
            own: cx.inventory.own(side.cluster.id),
        }
    }

    /// The path that a stage applies from Git, with what that is.
    pub(in crate::lint) fn shown(
        &self,
        stage: usize,
    ) -> Option<(&'a Spanned<RepoPath>, &'a Contents)> {
        self.steps.get(stage)?.shown
    }

    /// Which stage it is.
    pub(in crate::lint) fn id(&self, stage: usize) -> Option<StageId> {
        self.steps.get(stage).map(|step| step.id)
    }

    /// An object of a stage.
    pub(in crate::lint) fn object(&self, stage: usize, at: usize) -> Option<&'a Ordered> {
        self.shown(stage)?.1.ordered.get(at)
    }

    /// The objects whose readiness a stage waits for, each with its stage.
    pub(in crate::lint) fn awaited(&self) -> Vec<(usize, usize)> {
        let all = self.steps.iter().enumerate();
        let all = all.filter_map(|(stage, step)| Some((stage, step.shown?.1)));
        let objects = all.flat_map(|(stage, contents)| {
            let objects = contents.ordered.iter().enumerate();
            let objects = objects.filter(|(_, one)| one.awaited && !one.suspended);
            objects.map(move |(at, _)| (stage, at))
        });
        objects.collect()
    }

    /// What must have come about before; `objects` counts what objects wait for too.
    fn before(&self, event: Event, objects: bool) -> Vec<Event> {
        match event {
            Event::Start(stage) => {
                let step = self.steps.get(stage);
                let before = step.map(|step| step.before.as_slice());
                let before = before.unwrap_or_default().iter();
                before.map(|stage| Event::Ready(*stage)).collect()
            }
            Event::Ready(stage) => {
                let shown = self.shown(stage).filter(|_| objects);
                let all = shown.map(|(_, contents)| contents.ordered.as_slice());
                let all = all.unwrap_or_default().iter().enumerate();
                let all = all.filter(|(_, one)| one.awaited && !one.suspended);
                let all = all.map(|(at, _)| Event::Object(stage, at));
                [Event::Start(stage)].into_iter().chain(all).collect()
            }
            Event::Object(stage, at) => {
                let mut before = vec![Event::Start(stage)];
                if let Some(one) = self.object(stage, at) {
                    before.extend(self.needed(stage, one).into_iter().map(|(event, _)| event));
                }
                before
            }
        }
    }

    /// What an object waits for of another stage, or of its own, each with what that is called.
    pub(in crate::lint) fn needed(&self, stage: usize, one: &'a Ordered) -> Vec<(Event, String)> {
        let depends = one.needs.iter().filter_map(|(namespace, name)| {
            let is = |other: &Ordered| other.is(one.kind, namespace, name);
            if self.own.is_some_and(|own| own.ordered.iter().any(is)) {
                return None;
            }
            let event = self.only(|contents| contents.ordered.iter().position(is))?;
            Some((
                Event::Object(event.0, event.1),
                format!("{namespace}/{name}"),
            ))
        });
        let watched = self
            .shown(stage)
            .map(|(_, contents)| contents.watched.as_slice());
        let watched = watched.unwrap_or_default().iter();
        let called = format!("{}/{}", one.kind.word(), one.name);
        let watched = watched.filter(|named| named.by == called && named.file == one.file);
        let watched = watched.filter_map(|named| {
            let there = |contents: &Contents| contents.objects.contains(&named.object);
            if self.own.is_some_and(there) {
                return None;
            }
            let (kind, namespace, name) = &named.object;
            let (stage, _) = self.only(|contents| there(contents).then_some(0))?;
            Some((Event::Start(stage), format!("{kind} {namespace}/{name}")))
        });
        depends.chain(watched).collect()
    }

    /// The only stage that has something; `None` where several have it, since the first of them is enough.
    fn only(&self, find: impl Fn(&'a Contents) -> Option<usize>) -> Option<(usize, usize)> {
        let steps = self.steps.iter().enumerate();
        let mut all = steps.filter_map(|(stage, step)| Some((stage, find(step.shown?.1)?)));
        let first = all.next()?;
        all.next().is_none().then_some(first)
    }

    /// A shortest way from an event back to one that must have come about before it.
    pub(in crate::lint) fn way(&self, from: Event, to: Event) -> Option<Vec<Event>> {
        let after = self.reached(from, true);
        if !after.contains_key(&to) {
            return None;
        }
        let mut way = vec![to];
        let mut at = to;
        while let Some(next) = after.get(&at).copied().flatten() {
            way.push(next);
            at = next;
        }
        way.reverse();
        Some(way)
    }

    /// Everything that must have come about before an event, each with what waits for it; `objects` counts what objects
    /// wait for too.
    pub(in crate::lint) fn reached(
        &self,
        from: Event,
        objects: bool,
    ) -> BTreeMap<Event, Option<Event>> {
        let mut known = BTreeMap::from([(from, None)]);
        let mut now = vec![from];
        while !now.is_empty() {
            let mut next = Vec::new();
            for event in now {
                for before in self.before(event, objects) {
                    if let Entry::Vacant(free) = known.entry(before) {
                        free.insert(Some(event));
                        next.push(before);
                    }
                }
            }
            now = next;
        }
        known
    }
}
