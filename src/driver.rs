//! The one place that strings the layers together.
//!
//! The CLI adds texts; then the plan is lowered, analyzed and linted, and its manifests are written
//! in memory. Nothing is read here.

mod allow;
mod begun;
mod project;
mod revision;
mod wiring;

pub use project::Project;
pub use wiring::Wiring;

use crate::analyze::{Analysis, Ready, told};
use crate::diag::findings::{Family, Finding, Severity};
use crate::diag::{Diag, Diags, findings};
use crate::emit::{self, Bundle};
use crate::lint::consequences;
use crate::lint::{self, LintCx};
use crate::lower::{self, Part};
use crate::model::Model;
use crate::model::value::{Date, Version, VersionRange};
use crate::report;
use crate::repository::Inventory;
use crate::source::{SourceMap, Spanned};
use crate::syntax::ParsedFile;
use std::sync::Arc;

/// This compiler, as Cargo knows it.
pub const VERSION: Version = Version::new(
    number(env!("CARGO_PKG_VERSION_MAJOR")),
    number(env!("CARGO_PKG_VERSION_MINOR")),
    number(env!("CARGO_PKG_VERSION_PATCH")),
);

/// Reads a part of a version while drplan is built.
const fn number(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => 0,
    }
}

/// Whether the manifests of a plan are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Emit {
    No,
    /// They are not, and what would stop `failover begin` is reported.
    Check,
    Yes,
    /// Also with promises that do not hold: a move of a failover.
    Move,
}

impl Project {
    /// Compiles what was added. `look` says of a path below the repository root whether it is
    /// there; it is asked once, with every path that the plan names.
    pub fn compile(self, today: Date, look: impl FnOnce(&Model) -> Inventory) -> Compilation {
        self.run(today, look, Emit::No)
    }

    /// The same, with what would stop `failover begin` on the day of a loss.
    pub fn check(self, today: Date, look: impl FnOnce(&Model) -> Inventory) -> Compilation {
        self.run(today, look, Emit::Check)
    }

    /// Compiles what was added, and writes its manifests from the same analysis.
    pub fn build(self, today: Date, look: impl FnOnce(&Model) -> Inventory) -> Compilation {
        self.run(today, look, Emit::Yes)
    }

    /// The same for a move of a failover: promises that do not hold are reported, and do not stop it.
    pub fn build_move(self, today: Date, look: impl FnOnce(&Model) -> Inventory) -> Compilation {
        self.run(today, look, Emit::Move)
    }

    /// What other plans must know of this one, as its lock says it; nothing of a plan that
    /// cannot be read.
    pub fn schedules(mut self, look: impl FnOnce(&Model) -> Inventory) -> Option<String> {
        let model = self.lower()?;
        // What is left of a plan with errors takes less of the queue than the plan.
        if self.diags.any(Severity::Error) {
            return None;
        }
        let inventory = look(&model);
        let model = inventory.complete(&model);
        let observed = inventory.observed(&model);
        let analysis = Analysis::new(model, observed);
        Some(told::lines(&analysis))
    }

    /// What the plan declares, as far as it can be read.
    pub fn model(mut self) -> Option<Arc<Model>> {
        self.lower()
    }

    fn lower(&mut self) -> Option<Arc<Model>> {
        let parts: Vec<Part<'_>> = self
            .parsed
            .iter()
            .map(|(parsed, used)| Part {
                parsed,
                used: *used,
            })
            .collect();
        lower::lower(&parts, &mut self.diags).map(Arc::new)
    }

    fn run(
        mut self,
        today: Date,
        look: impl FnOnce(&Model) -> Inventory,
        emits: Emit,
    ) -> Compilation {
        let model = self.lower();
        let mut done = Compilation::default();
        if let Some(model) = &model {
            let gaps = self.gaps();
            check_requires(model, &mut self.diags);
            let inventory = look(model);
            done.reading = inventory.reading.line();
            let model = &inventory.complete(model);
            let analysis = Analysis::new(model.clone(), inventory.observed(model));
            lint::check_all(&LintCx::new(&analysis, &inventory), &mut self.diags);
            match emits {
                Emit::Check | Emit::Yes => begun::refusals(model, &inventory, &mut self.diags),
                Emit::No | Emit::Move => {}
            }
            if emits != Emit::No {
                // What is written in a recovery from a loss is not held up by what comes after it.
                let failback = emits != Emit::Check;
                begun::refusals_of_finish(model, &inventory, failback, &mut self.diags);
            }
            let written = written(&LintCx::new(&analysis, &inventory), today, &mut self.diags);
            done.allowed = allow::apply_allows(model, today, &mut self.diags);
            consequences::silence(&mut self.diags, &gaps);
            let ready = match emits {
                Emit::No | Emit::Check => None,
                Emit::Yes => Ready::new(&analysis, &self.diags),
                Emit::Move => Ready::for_move(&analysis, &self.diags),
            };
            if let Some(ready) = ready {
                // What is written follows from the analysis alone, whatever was found since.
                let mut bundle = written.unwrap_or_else(|| emit::emit(ready));
                let written = report::Written {
                    revision: revision::revision(self.parsed.iter().map(|(file, _)| file)),
                    compiler: VERSION,
                };
                bundle.add_report(model, report::page(&analysis, &written));
                done.bundle = Some(bundle);
            }
            done.wiring = wiring::wiring(&analysis, &inventory, &self.diags);
            done.analysis = Some(analysis);
        }
        self.diags.sort();
        done.diags = self.diags;
        done.sources = self.sources;
        done.files = self.parsed;
        done
    }
}

/// Looks at the names of the files that would be written, where something leaves out files of the repository; with what
/// was made for that.
fn written(cx: &LintCx<'_>, today: Date, out: &mut Diags) -> Option<Bundle> {
    if cx.inventory.lists.is_empty() {
        return None;
    }
    let mut open = out.clone();
    allow::apply_allows(cx.model, today, &mut open);
    let bundle = emit::emit(Ready::for_move(cx.analysis, &open)?);
    lint::check_files(cx, bundle.files.keys().map(String::as_str), out);
    Some(bundle)
}

/// What came of a plan.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The texts.
    pub sources: SourceMap,
    /// What was parsed of each text, and whether it came by `use`.
    pub files: Vec<(ParsedFile, bool)>,
    /// The findings, in source order.
    pub diags: Diags,
    /// The plan, as far as it could be read, with all that follows from it: made once, and read by
    /// every verb.
    pub analysis: Option<Analysis>,
    /// Findings that an `allow` accepted.
    pub allowed: usize,
    /// The manifests, where they were asked for and there is no error.
    pub bundle: Option<Bundle>,
    /// What a person adds to files of their own before the manifests work.
    pub wiring: Wiring,
    /// What of the repository was read and what was not, where that is not all.
    pub reading: Option<String>,
}

/// Findings of drplan's own after which only a part of a plan was read.
static PARTIAL: [&Finding; 2] = [&findings::PLAN_TOO_LARGE, &findings::REQUIRES_NEWER];

impl Compilation {
    /// Whether all of the plan could be read: of a part of it, what is not read would look as if it
    /// were not promised.
    pub fn is_whole(&self) -> bool {
        let unread = |diag: &Diag| {
            let family = diag.finding.family;
            diag.severity() == Severity::Error
                && matches!(family, Family::Syntax | Family::Language | Family::Names)
        };
        let mut all = self.diags.iter();
        self.analysis.is_some() && !all.any(|diag| unread(diag) || PARTIAL.contains(&diag.finding))
    }

    /// The promises that do not hold, or cannot be verified.
    pub fn broken_promises(&self) -> usize {
        let errors = self
            .diags
            .iter()
            .filter(|diag| diag.severity() == Severity::Error);
        errors.filter(|diag| diag.finding.is_promise()).count()
    }

    /// The same plan with other texts: `edit` is asked for each file, by path and text.
    pub fn edited(&self, edit: impl Fn(&str, &str) -> Option<String>) -> Project {
        let mut project = Project::default();
        for (parsed, used) in &self.files {
            if let Some(file) = self.sources.get(parsed.file) {
                let text = edit(file.path(), file.text());
                let text = text.unwrap_or_else(|| file.text().to_owned());
                project.add(file.path(), text, *used);
            }
        }
        project
    }

    /// The plan, as far as it could be read.
    pub fn model(&self) -> Option<&Arc<Model>> {
        self.analysis.as_ref().map(Analysis::model)
    }
}

fn check_requires(model: &Model, out: &mut Diags) {
    if let Some(requires) = &model.plan.requires
        && requires.value.lowest() > VERSION
    {
        out.push(requires_newer(requires));
    }
}

fn requires_newer(requires: &Spanned<VersionRange>) -> Diag {
    Diag::new(
        &findings::REQUIRES_NEWER,
        requires.span,
        format!("this plan is for drplan {}", requires.value),
    )
    .label(format!("this is drplan {VERSION}"))
    .help("install that version, or lower `requires`")
}
