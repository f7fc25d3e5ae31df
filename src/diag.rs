//! Findings: what is wrong in a plan, where, why it matters and what to write instead.
//!
//! Every layer pushes into [`Diags`]; only [`render`] knows how a finding looks.

pub mod findings;
pub mod near;
pub mod render;

use crate::source::Span;
pub use findings::{Finding, Severity};

/// A place and the text about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The smallest text that the words are about.
    pub span: Span,
    /// Why here; may be empty.
    pub text: String,
}

/// How far a fix may be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// It changes nothing that the author meant.
    Safe,
    /// It is probably what the author meant.
    Review,
}

/// One replacement in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub replacement: String,
    /// Whether it may be applied unseen.
    pub safety: Safety,
}

/// One term of a sum that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addend {
    /// What it is called.
    pub name: &'static str,
    /// How long it is.
    pub seconds: u64,
    /// Where it is from: declared, assumed, computed, or a word for a fact of a controller.
    pub source: &'static str,
}

/// What a finding is about, by the numbers that the model gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An `accept`, by its place in the plan.
    Accept(usize),
    /// A cluster, and what Flux applies to it.
    Cluster(usize),
    /// The Flux that the plan names.
    Flux,
    /// The Velero that the plan names.
    Velero,
    /// A `namespace` block.
    Block(usize),
    /// A workload of a block.
    Workload(usize, u32),
    /// A volume of a workload.
    Volume(usize, u32, u32),
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diag {
    /// Which finding it is, a row of [`findings::FINDINGS`].
    pub finding: &'static Finding,
    /// One line, lower case, no full stop.
    pub message: String,
    /// The text to change.
    pub primary: Label,
    /// The other parties.
    pub related: Vec<Label>,
    /// The chain of reasons with values.
    pub because: Vec<String>,
    /// What to write, as an imperative.
    pub help: Option<String>,
    /// What may be written instead of that, each as an imperative.
    pub alternatives: Vec<String>,
    /// The same as an edit.
    pub fix: Option<Fix>,
    /// The sum that it rests on, as data.
    pub sum: Vec<Addend>,
    /// What it is about, the smallest first, so that a cause silences what follows from it.
    pub about: Vec<Subject>,
}

impl Diag {
    /// A finding at a place.
    pub fn new(finding: &'static Finding, span: Span, message: impl Into<String>) -> Self {
        Self {
            finding,
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            related: Vec::new(),
            because: Vec::new(),
            help: None,
            alternatives: Vec::new(),
            fix: None,
            sum: Vec::new(),
            about: Vec::new(),
        }
    }

    /// Words beside the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that is part of the cause.
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// One step of the reason, with values.
    pub fn because(mut self, text: impl Into<String>) -> Self {
        self.because.push(text.into());
        self
    }

    /// What to write instead.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// An alternative to the help.
    pub fn alternative(mut self, text: impl Into<String>) -> Self {
        self.alternatives.push(text.into());
        self
    }

    /// The edit that the help describes.
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, safety: Safety) -> Self {
        self.fix = Some(Fix {
            span,
            replacement: replacement.into(),
            safety,
        });
        self
    }

    /// The sum that it rests on, as data.
    pub fn sum(mut self, sum: impl IntoIterator<Item = Addend>) -> Self {
        self.sum.extend(sum);
        self
    }

    /// What it is about, the smallest first.
    pub fn about(mut self, subjects: impl IntoIterator<Item = Subject>) -> Self {
        self.about.extend(subjects);
        self
    }

    /// The name of the finding.
    pub fn name(&self) -> &'static str {
        self.finding.name
    }

    /// How bad it is, which follows from the finding alone.
    pub fn severity(&self) -> Severity {
        self.finding.severity
    }
}

/// The findings of one run.
#[derive(Debug, Clone, Default)]
pub struct Diags {
    list: Vec<Diag>,
    /// Errors that are counted and not listed.
    unlisted: usize,
}

/// So many findings are listed before errors that nothing can allow are only counted: no person reads
/// them, and half a million of them take more memory than any plan.
const MOST_LISTED: usize = 20_000;

impl Diags {
    /// Adds one.
    pub fn push(&mut self, diag: Diag) {
        if self.list.len() >= MOST_LISTED
            && diag.severity() == Severity::Error
            && !diag.finding.allowable
        {
            self.unlisted += 1;
        } else {
            self.list.push(diag);
        }
    }

    /// Adds one, if there is one.
    pub fn extend_one(&mut self, diag: Option<Diag>) {
        if let Some(diag) = diag {
            self.push(diag);
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diag> {
        self.list.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len() + self.unlisted
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there are more findings than are listed.
    pub fn is_cut(&self) -> bool {
        self.unlisted > 0
    }

    /// Whether one of at least this severity is there.
    pub fn any(&self, at_least: Severity) -> bool {
        self.unlisted > 0 || self.list.iter().any(|diag| diag.severity() >= at_least)
    }

    /// Forgets those that came after there were `count`.
    pub fn truncate(&mut self, count: usize) {
        self.list.truncate(count.saturating_sub(self.unlisted));
    }

    /// Keeps those for which the answer is yes.
    pub fn retain(&mut self, keep: impl FnMut(&Diag) -> bool) {
        self.list.retain(keep);
    }

    /// Source order, and one of each: the same words at the same place are one finding.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (a.primary.span, a.name(), &a.message).cmp(&(b.primary.span, b.name(), &b.message))
        });
        self.list.dedup_by(|a, b| {
            a.primary.span == b.primary.span && a.finding == b.finding && a.message == b.message
        });
    }
}

impl IntoIterator for Diags {
    type Item = Diag;
    type IntoIter = std::vec::IntoIter<Diag>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
