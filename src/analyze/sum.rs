//! A worst case as a sum that people can follow: each term with its value, how it comes about, and
//! where every number in it is from.

use super::cost::{self, CHANGE, FILE_START, MOVER_START, Pace, RATE, SNAPSHOT_READY, TOUCHED};
use super::demand::{Volume, Volumes, count};
use super::queue::TICK;
use super::rpo::{self, LAG, Proof};
use super::sets::BackupSet;
use super::units::{Bytes, Seconds};
use crate::model::Scope;
use crate::source::{Span, Spanned};
use std::fmt::Display;

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A statement of the plan.
    Declared(Span),
    /// A manifest of the repository.
    Read,
    /// Silence: drplan takes a default.
    Assumed,
    /// Velero's own source.
    Velero,
    /// Other numbers.
    Computed,
}

impl Source {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Source::Declared(_) => "declared",
            Source::Read => "read",
            Source::Assumed => "assumed",
            Source::Velero => "velero",
            Source::Computed => "computed",
        }
    }
}

/// A number that enters a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The statement that says it, or would.
    pub what: &'static str,
    /// Its value, as written in a plan.
    pub value: String,
    /// Where it is from.
    pub source: Source,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What it is called.
    pub name: &'static str,
    /// How long it is.
    pub value: Seconds,
    /// How it comes about.
    pub how: String,
    /// The numbers in it.
    pub inputs: Vec<Input>,
}

impl Term {
    /// Where the term is from: assumed as soon as one of its numbers is.
    pub fn source(&self) -> Source {
        let assumed = self.inputs.iter().find(|i| i.source == Source::Assumed);
        let first = assumed.or(self.inputs.first());
        first.map_or(Source::Computed, |input| input.source)
    }
}

/// Terms that follow one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// The terms, in order of time.
    pub terms: Vec<Term>,
}

impl Sum {
    /// All terms together.
    pub fn total(&self) -> Seconds {
        self.terms.iter().map(|term| term.value).sum()
    }

    /// The terms on one line, as `gap 30m + tick 1m = 31m`.
    pub fn line(&self) -> String {
        let terms: Vec<String> = self
            .terms
            .iter()
            .map(|term| format!("{} {}", term.name, term.value))
            .collect();
        format!("{} = {}", terms.join(" + "), self.total())
    }

    /// The longest term that rests on an assumption.
    pub fn assumption(&self) -> Option<&Term> {
        self.terms
            .iter()
            .filter(|term| term.source() == Source::Assumed)
            .max_by_key(|term| term.value)
    }

    /// Adds a term, unless it is nothing.
    pub fn push(&mut self, name: &'static str, value: Seconds, how: String, inputs: Vec<Input>) {
        if value > Seconds::ZERO {
            self.terms.push(Term {
                name,
                value,
                how,
                inputs,
            });
        }
    }
}

/// A number of the plan, or what silence means.
pub fn input<T: Display>(
    what: &'static str,
    said: Option<&Spanned<T>>,
    silent: impl Display,
) -> Input {
    match said {
        Some(said) => Input {
            what,
            value: said.value.to_string(),
            source: Source::Declared(said.span),
        },
        None => Input {
            what,
            value: silent.to_string(),
            source: Source::Assumed,
        },
    }
}

/// The loss of a set, term by term; `None` where no copy outlives the loss.
pub fn of_set(set: &BackupSet<'_>, scope: Scope) -> Option<Sum> {
    let (schedule, proof) = (set.schedule.as_ref()?, set.proof.as_ref()?);
    let lag = rpo::replicate(set.store, set.cluster, scope)?;
    let tolerated = set.members.first().map_or(0, |member| member.tolerate);
    let mut sum = Sum::default();
    let gap = Input {
        what: "every",
        value: schedule.cron.clone(),
        source: schedule.pinned.map_or(Source::Computed, Source::Declared),
    };
    let how = match tolerated {
        0 => format!("the longest between two runs of `{}`", schedule.cron),
        n => format!(
            "{} distances between runs of `{}`, as {n} may be missed",
            n.saturating_add(1),
            schedule.cron
        ),
    };
    sum.push("gap", proof.span, how, vec![gap]);
    let velero = |what: &'static str, value: Seconds| Input {
        what,
        value: value.to_string(),
        source: Source::Velero,
    };
    sum.push(
        "tick",
        TICK,
        "Velero looks at its schedules once a minute".to_owned(),
        vec![velero("schedule loop", TICK)],
    );
    let waited =
        |what: &str| format!("the worst wait for {what}, over all schedules of the cluster");
    sum.push("queue", proof.delay.queue, waited("a slot"), Vec::new());
    slot(&mut sum, set, proof);
    sum.push(
        "lanes",
        proof.delay.lanes,
        waited("a data mover"),
        Vec::new(),
    );
    moved(&mut sum, set, proof);
    if lag > Seconds::ZERO {
        let said = set
            .store
            .replica
            .as_ref()
            .and_then(|replica| replica.lag.as_ref());
        sum.push(
            "replicate",
            lag,
            "how far the replica of the bucket may be behind".to_owned(),
            vec![input("lag", said, LAG)],
        );
    }
    Some(sum)
}

fn slot(sum: &mut Sum, set: &BackupSet<'_>, proof: &Proof) {
    let cost = &proof.cost;
    let assumed = |what: &'static str, value: Seconds| Input {
        what,
        value: value.to_string(),
        source: Source::Assumed,
    };
    sum.push(
        "objects",
        cost.objects,
        "the objects of one backup".to_owned(),
        vec![assumed("objects of one backup", cost.objects)],
    );
    sum.push(
        "hooks",
        cost.hooks,
        "the time-outs of all hooks, on every replica".to_owned(),
        Vec::new(),
    );
    sum.push(
        "snapshots",
        cost.snapshots,
        format!(
            "{}, one after another",
            many(set.demand.snapshots, "snapshot")
        ),
        vec![input(
            "snapshot-ready",
            set.cluster.snapshot_ready.as_ref(),
            SNAPSHOT_READY,
        )],
    );
    if cost.files.time > Seconds::ZERO {
        let mut inputs = vec![assumed("file-backup set-up", FILE_START)];
        inputs.extend(rates(set));
        let how = copy_words(set, &set.demand.files, proof, FILE_START, 1);
        inputs.extend(volume_inputs(&set.demand.files, proof));
        sum.push("files", cost.files.time, how, inputs);
    }
}

fn moved(sum: &mut Sum, set: &BackupSet<'_>, proof: &Proof) {
    let lanes = proof.cost.moved.lanes;
    if lanes > 0 {
        let mut inputs = vec![input(
            "mover-start",
            set.cluster.mover_start.as_ref(),
            MOVER_START,
        )];
        inputs.extend(rates(set));
        let how = copy_words(
            set,
            &set.demand.moved,
            proof,
            set.capacity.mover_start,
            lanes,
        );
        inputs.extend(volume_inputs(&set.demand.moved, proof));
        sum.push("copy", proof.cost.moved.time, how, inputs);
    }
}

fn rates(set: &BackupSet<'_>) -> [Input; 2] {
    [
        input("read", set.cluster.read.as_ref(), RATE),
        input("upload", set.store.upload.as_ref(), RATE),
    ]
}

/// The volume whose copy takes longest.
fn longest<'v>(volumes: &'v Volumes, proof: &Proof) -> Option<(&'v Volume, Span)> {
    let pace = Pace::Steady(proof.span);
    volumes
        .iter()
        .max_by_key(|(volume, _)| cost::bytes(volume, pace, proof.size))
        .map(|(volume, alike)| (volume, alike.first))
}

/// The numbers of that volume.
fn volume_inputs(volumes: &Volumes, proof: &Proof) -> Vec<Input> {
    let Some((volume, span)) = longest(volumes, proof) else {
        return Vec::new();
    };
    let one = |what: &'static str, said: Option<String>, silent: String| Input {
        what,
        source: said
            .as_ref()
            .map_or(Source::Assumed, |_| Source::Declared(span)),
        value: said.unwrap_or(silent),
    };
    let mut size = one(
        "size",
        volume.size.map(|v| v.to_string()),
        proof.size.to_string(),
    );
    if volume.shown {
        size.source = Source::Read;
    }
    vec![
        size,
        one(
            "touched",
            volume.touched.map(|v| v.to_string()),
            TOUCHED.to_string(),
        ),
        one(
            "change",
            volume.change.map(|v| v.to_string()),
            CHANGE.to_string(),
        ),
    ]
}

fn copy_words(
    set: &BackupSet<'_>,
    volumes: &Volumes,
    proof: &Proof,
    start: Seconds,
    lanes: u64,
) -> String {
    let Some((volume, _)) = longest(volumes, proof) else {
        return String::new();
    };
    let (read, written) = cost::bytes(volume, Pace::Steady(proof.span), proof.size);
    let each = format!(
        "{start} set-up, then {} read at {} or {} written at {}",
        about(read),
        set.capacity.read,
        about(written),
        set.capacity.upload,
    );
    match count(volumes) {
        1 => each,
        n if lanes == 1 => format!("{n} volumes one after another, the largest {each}"),
        n => format!("{n} volumes, {lanes} side by side, the largest {each}, shared"),
    }
}

/// A number of bytes in a unit of which there are at least ten, rounded up.
pub fn about(bytes: Bytes) -> String {
    let bytes = bytes.get();
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

/// A number and its word.
pub fn many(count: u64, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}
