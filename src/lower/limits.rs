//! How large a plan may be, and a command of a hook.
//!
//! A few bytes of a plan may mean a lot: a parameter is written as often as it is named, and a block
//! once for each of its namespaces and clusters. What exceeds these limits is refused before
//! anything is made of it, so that drplan needs less than 300 MB for whatever it accepts.

use crate::diag::{Diag, Diags, findings};
use crate::model::{Cluster, HookId, Model, Namespace, Recover, Workload, stated_recover};
use crate::recipe::{self, CommandSize, MAX_BYTES, MAX_WORDS, OwnSize};
use crate::source::Span;
use std::collections::BTreeMap;

/// Namespaces, on all primaries.
const NAMESPACES: usize = 20_000;
/// Namespaces, on all clusters that run or recover them.
const PLACES: usize = 100_000;
/// Workloads, in all namespaces; a namespace without one counts as one.
const WORKLOADS: usize = 30_000;
/// Volumes, in all namespaces.
const VOLUMES: usize = 100_000;
/// Clusters.
const CLUSTERS: usize = 5_000;
/// Tiers, and stores.
const TIERS: usize = 1_000;
/// Bytes of statements, each counted as often as it is written for a namespace or a cluster.
const TEXT: usize = 32 << 20;

/// Whether a plan is within the limits; what exceeds them is reported.
pub(super) fn hold(model: &Model, out: &mut Diags) -> bool {
    let before = out.len();
    let count = Count::measure(model, out);
    if out.len() > before {
        return false;
    }
    for (what, counted, limit) in [
        ("clusters", model.clusters.len(), CLUSTERS),
        ("tiers", model.tiers.len(), TIERS),
        ("stores", model.stores.len(), TIERS),
        ("namespaces", count.namespaces.sum, NAMESPACES),
        ("namespaces on its clusters", count.places.sum, PLACES),
        ("workloads", count.workloads.sum, WORKLOADS),
        ("volumes", count.volumes.sum, VOLUMES),
    ] {
        if counted > limit {
            let most = match what {
                "namespaces" => count.namespaces.most,
                "namespaces on its clusters" => count.places.most,
                "workloads" => count.workloads.most,
                "volumes" => count.volumes.most,
                _ => None,
            };
            let span = most.map_or(model.plan.name.span, |(_, span)| span);
            out.push(too_many(span, what, counted, limit));
            return false;
        }
    }
    if count.text.sum > TEXT {
        let span = count
            .text
            .most
            .map_or(model.plan.name.span, |(_, span)| span);
        out.push(too_much(span, count.text.sum));
    }
    out.len() == before
}

/// A sum, and what adds most to it.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    sum: usize,
    most: Option<(usize, Span)>,
}

impl Sum {
    fn add(&mut self, part: usize, span: Span) {
        self.sum = self.sum.saturating_add(part);
        if self.most.is_none_or(|(most, _)| part > most) {
            self.most = Some((part, span));
        }
    }
}

/// How large a plan is.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    namespaces: Sum,
    places: Sum,
    workloads: Sum,
    volumes: Sum,
    text: Sum,
}

impl Count {
    /// Counts, and reports commands that are too large.
    fn measure(model: &Model, out: &mut Diags) -> Self {
        let mut count = Self::default();
        let mut sizes = HookSizes::new(model);
        let mut recoveries: BTreeMap<_, usize> = BTreeMap::new();
        for cluster in model.clusters.values() {
            if let Some(primary) = cluster.recovers {
                *recoveries.entry(primary.value).or_default() += 1;
            }
        }
        let places = |primary: &Cluster| 1 + recoveries.get(&primary.id).copied().unwrap_or(0);
        let primaries: Vec<usize> = model.primaries().map(|primary| places(primary)).collect();
        let everywhere = primaries.iter().sum::<usize>();
        for block in &model.namespaces {
            let named = block.cluster.and_then(|id| model.clusters.get(id.value));
            let (primaries, places) = match named {
                Some(primary) => (1, places(primary)),
                None if block.is_rest() => (primaries.len(), everywhere),
                None => (1, everywhere),
            };
            let mut hooks = 0_usize;
            for workload in &block.workloads {
                let size = sizes.commands_of(block, workload);
                command(model, workload, &size, out);
                hooks = size
                    .iter()
                    .map(|size| size.bytes)
                    .fold(hooks, usize::saturating_add);
            }
            // Each further Schedule has every namespace again.
            let tier = block.tier.as_ref();
            let tier = tier.and_then(|tier| model.tiers.get(tier.value));
            let shared = tier.map_or(0, |tier| tier.values.also.len());
            let schedules = block.values.also.len().max(shared).saturating_add(1);
            let times = |count: usize| count.saturating_mul(schedules);
            count.block(block, hooks, times(primaries), times(places));
        }
        let stages = model.platforms.len() + model.namespaces.len();
        for cluster in model.clusters.values() {
            let filled = cluster.substitute_from.iter();
            let filled = filled.map(|object| 80 + object.value.1.len());
            count
                .text
                .add(filled.sum::<usize>().saturating_mul(stages), cluster.span);
        }
        let clusters = model.clusters.len();
        for platform in model.platforms.values() {
            let text = length(platform.span).saturating_mul(clusters);
            count.text.add(text, platform.span);
        }
        count
    }

    fn block(&mut self, block: &Namespace, hooks: usize, primaries: usize, places: usize) {
        let names = block.names.len();
        let members = names.saturating_mul(primaries);
        let written = names.saturating_mul(places);
        let volumes = block
            .workloads
            .iter()
            .map(|workload| workload.volumes.len());
        let volumes = volumes.sum::<usize>().saturating_mul(members);
        let workloads = block.workloads.len().max(1).saturating_mul(members);
        self.namespaces.add(members, block.head);
        self.places.add(written, block.head);
        self.workloads.add(workloads, block.head);
        self.volumes.add(volumes, block.head);
        let body = length(block.span).saturating_sub(length(block.head));
        let text = hooks.saturating_add(body);
        self.text.add(text.saturating_mul(written), block.head);
    }
}

fn length(span: Span) -> usize {
    span.end.saturating_sub(span.start) as usize
}

/// The sizes of hooks: what several workloads share is measured once.
struct HookSizes<'m> {
    model: &'m Model,
    own: BTreeMap<HookId, OwnSize<'m>>,
    /// What a dump that a tier or a block states takes.
    shared: BTreeMap<Span, usize>,
}

impl<'m> HookSizes<'m> {
    fn new(model: &'m Model) -> Self {
        let hooks = model.hooks.values();
        Self {
            model,
            own: hooks
                .map(|hook| (hook.id, OwnSize::from_hook(hook)))
                .collect(),
            shared: BTreeMap::new(),
        }
    }

    /// The commands of a workload's hook.
    fn commands_of(&mut self, block: &Namespace, workload: &Workload) -> Vec<CommandSize> {
        let one = |bytes| vec![CommandSize { words: 0, bytes }];
        let tier = block.tier.as_ref();
        let tier = tier.and_then(|tier| self.model.tiers.get(tier.value));
        let recover = stated_recover(&block.values, tier.map(|tier| &tier.values), workload);
        if let Some(Recover::Dump(dump)) = recover.map(|recover| &recover.value) {
            let bytes = self.shared.entry(dump.hook.recipe.span).or_insert_with(|| {
                let path = dump.path.as_ref().map(|path| &*path.value);
                recipe::size_of_built_in(&dump.hook, path)
            });
            return one(*bytes);
        }
        if let Some(quiesce) = &workload.quiesce {
            return one(recipe::size_of_built_in(&quiesce.hook, None));
        }
        let used = workload.hook.as_ref();
        let sized = used.and_then(|used| Some((used, self.own.get(&used.hook.value)?)));
        sized.map_or_else(Vec::new, |(used, own)| own.of_use(used).collect())
    }
}

/// Reports a command that is too large.
fn command(model: &Model, workload: &Workload, sizes: &[CommandSize], out: &mut Diags) {
    let words = sizes.iter().map(|size| size.words).max().unwrap_or(0);
    let bytes = sizes.iter().map(|size| size.bytes).max().unwrap_or(0);
    let (what, limit) = match (words > MAX_WORDS, bytes > MAX_BYTES) {
        (true, _) => (format!("{words} words"), format!("{MAX_WORDS} words")),
        (false, true) => (kibibytes(bytes), kibibytes(MAX_BYTES)),
        (false, false) => return,
    };
    let (span, of) = match &workload.hook {
        Some(used) => {
            let hook = model.hooks.get(used.hook.value);
            let name = hook.map_or("", |hook| hook.name.value.as_str());
            (used.span, format!(" of hook `{name}`"))
        }
        None => (workload.name.span, String::new()),
    };
    out.push(
        Diag::new(
            &findings::HOOK_TOO_LARGE,
            span,
            format!("the command{of} has {what} here, but a command may have at most {limit}"),
        )
        .label("Kubernetes would refuse the pod: an object can have at most 256 KiB of annotations")
        .because("it is counted with its parameters filled in, as it is written on the pod")
        .help(
            "put the text into a script of the image or into a file of a ConfigMap, and run that",
        ),
    );
}

fn kibibytes(bytes: usize) -> String {
    format!("{} KiB", bytes.div_ceil(1 << 10))
}

fn too_many(span: Span, what: &str, counted: usize, limit: usize) -> Diag {
    plan_too_large(
        span,
        format!("this plan has {counted} {what}, but a plan may have at most {limit}"),
    )
}

fn too_much(span: Span, bytes: usize) -> Diag {
    let (bytes, limit) = (bytes.div_ceil(1 << 20), TEXT >> 20);
    plan_too_large(
        span,
        format!("the statements of this plan have {bytes} MiB, but a plan may have at most {limit}"),
    )
    .because("each statement of a block is counted once for each of its namespaces and for each cluster that runs or recovers them")
}

fn plan_too_large(span: Span, message: String) -> Diag {
    Diag::new(&findings::PLAN_TOO_LARGE, span, message)
        .label("most of it is here; nothing is computed and nothing is written for this plan")
        .help("split the plan: each directory of `.drplan` files is a plan of its own")
}
