//! The lift: the one place that strings the floors together.
//!
//! The door adds texts until nothing is wanted any more; then the plan is lowered, computed and
//! judged. Nothing is read here.

use crate::analyze::{self, Facts, Ready};
use crate::diag::{Diag, Diags, Safety};
use crate::emit::{self, Bundle};
use crate::lint::{self, LintCx};
use crate::lower::{self, Part};
use crate::model::Model;
use crate::model::value::{Date, Version, VersionRange};
use crate::repo::{self, Inventory};
use crate::report;
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::syntax::{self, ParsedFile, ast};

/// This compiler.
pub const VERSION: Version = Version::new(0, 1, 0);

/// The texts of one plan, as the door adds them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    sources: SourceMap,
    parsed: Vec<(ParsedFile, bool)>,
    diags: Diags,
}

impl Project {
    /// Adds a text and reads it; `used` says that it came by `use`.
    pub fn add(&mut self, path: &str, text: impl Into<String>, used: bool) -> FileId {
        let id = self.sources.add(path, text);
        if let Some(source) = self.sources.get(id) {
            self.parsed
                .push((syntax::parse_file(id, source, &mut self.diags), used));
        }
        id
    }

    /// Adds a file that is no text.
    pub fn add_unreadable(&mut self, path: &str) {
        let id = self.sources.add(path, "");
        self.parsed.push((ParsedFile::unread(id), false));
        self.diags.push(
            Diag::new(
                "not-utf8",
                Span::start_of(id),
                "this file is not UTF-8 text",
            )
            .help("save it as UTF-8"),
        );
    }

    /// The files that a text uses, as written there.
    pub fn uses(&self, id: FileId) -> Vec<Spanned<String>> {
        let Some((parsed, _)) = self.parsed.iter().find(|(parsed, _)| parsed.file == id) else {
            return Vec::new();
        };
        let mut uses = Vec::new();
        for node in &parsed.tree.body {
            if let ast::Node::Statement(statement) = &node.value
                && &*statement.keyword.value == "use"
                && let Some(item) = statement
                    .arguments
                    .first()
                    .and_then(|arg| arg.items.first())
            {
                uses.push(Spanned::new(item.from.value.text().to_owned(), item.span));
            }
        }
        uses
    }

    /// The same project with other texts: `edit` is asked for each file, by path and text.
    pub fn edited(&self, edit: impl Fn(&str, &str) -> Option<String>) -> Self {
        let mut project = Self::default();
        for (parsed, used) in &self.parsed {
            if let Some(file) = self.sources.get(parsed.file) {
                let text = edit(file.path(), file.text());
                project.add(
                    file.path(),
                    text.unwrap_or_else(|| file.text().to_owned()),
                    *used,
                );
            }
        }
        project
    }

    /// The directory that the plan names as its repository, relative to itself.
    pub fn repository(&self) -> Option<String> {
        let blocks = self.parsed.iter().flat_map(|(parsed, _)| &parsed.tree.body);
        blocks
            .filter_map(|node| statement(node, "plan"))
            .find_map(|plan| {
                let body = plan
                    .block
                    .as_ref()
                    .map(|block| block.body.as_slice())
                    .unwrap_or_default();
                let said = body.iter().find_map(|node| statement(node, "repository"))?;
                let item = said.arguments.first()?.items.first()?;
                Some(item.from.value.text().to_owned())
            })
    }

    /// Reports something that the door found.
    pub fn report(&mut self, diag: Diag) {
        self.diags.push(diag);
    }

    /// The texts.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// Compiles what was added. `look` says of a path below the repository root whether it is
    /// there; it is asked once, with every path that the plan names.
    pub fn compile(self, today: Date, look: impl FnOnce(&Model) -> Inventory) -> Compilation {
        self.run(today, look, false)
    }

    /// Compiles what was added, and writes its manifests from the same facts.
    pub fn build(self, today: Date, look: impl FnOnce(&Model) -> Inventory) -> Compilation {
        self.run(today, look, true)
    }

    fn run(
        mut self,
        today: Date,
        look: impl FnOnce(&Model) -> Inventory,
        emits: bool,
    ) -> Compilation {
        let parts: Vec<Part<'_>> = self
            .parsed
            .iter()
            .map(|(parsed, used)| Part {
                parsed,
                used: *used,
            })
            .collect();
        let mut model = lower::lower(&parts, &mut self.diags);
        let (mut allowed, mut bundle) = (0, None);
        if let Some(model) = &mut model {
            check_requires(model, &mut self.diags);
            let inventory = look(model);
            repo::tell(model, &inventory);
            let model = &*model;
            let facts = analyze::compute(model);
            lint::check_all(
                &LintCx {
                    model,
                    facts: &facts,
                    inventory: &inventory,
                },
                &mut self.diags,
            );
            allowed = apply_allows(model, today, &mut self.diags);
            if emits {
                bundle = Ready::new(model, &facts, &self.diags).map(|ready| {
                    let mut bundle = emit::emit(&ready);
                    bundle.add_report(model, report::page(model, &facts));
                    bundle
                });
            }
        }
        self.diags.sort();
        Compilation {
            sources: self.sources,
            diags: self.diags,
            model,
            allowed,
            bundle,
        }
    }
}

fn statement<'a>(node: &'a Spanned<ast::Node>, keyword: &str) -> Option<&'a ast::Statement> {
    match &node.value {
        ast::Node::Statement(statement) if &*statement.keyword.value == keyword => Some(statement),
        ast::Node::Statement(_) | ast::Node::Junk => None,
    }
}

/// What came of a plan.
#[derive(Debug)]
pub struct Compilation {
    /// The texts.
    pub sources: SourceMap,
    /// The findings, in source order.
    pub diags: Diags,
    /// The plan, as far as it could be read.
    pub model: Option<Model>,
    /// Findings that an `allow` accepted.
    pub allowed: usize,
    /// The manifests, where they were asked for and there is no error.
    pub bundle: Option<Bundle>,
}

impl Compilation {
    /// The facts of the plan.
    pub fn facts(&self) -> Option<Facts<'_>> {
        self.model.as_ref().map(analyze::compute)
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
        "requires-newer",
        requires.span,
        format!("this plan is for drplan {}", requires.value),
    )
    .label(format!("this is drplan {VERSION}"))
    .help("install that version, or lower `requires`")
}

/// Takes out what is allowed, and says which `allow` has expired or allows nothing. Gives how many
/// findings were taken out.
fn apply_allows(model: &Model, today: Date, out: &mut Diags) -> usize {
    let findings = out.len();
    let mut late = Vec::new();
    for allow in &model.allows {
        if allow.until.value < today {
            late.push(
                Diag::new(
                    "allow-expired",
                    allow.until.span,
                    format!("this `allow` ended on {}", allow.until.value),
                )
                .label("the finding counts again from the next day on")
                .help(format!(
                    "mend what `{}` reports, or allow it anew with a later day",
                    allow.finding.value
                )),
            );
            continue;
        }
        let before = out.len();
        out.retain(|diag| {
            let here = allow.within.is_none_or(|within| {
                diag.primary.span.file == within.file
                    && within.start <= diag.primary.span.start
                    && diag.primary.span.end <= within.end
            });
            !(here && diag.name == &*allow.finding.value)
        });
        if out.len() == before {
            late.push(
                Diag::new(
                    "allow-unused",
                    allow.span,
                    format!("there is no `{}` here to allow", allow.finding.value),
                )
                .label("allows nothing")
                .help("remove it")
                .fix(allow.span, "", Safety::Safe),
            );
        }
    }
    let allowed = findings - out.len();
    late.into_iter().for_each(|diag| out.push(diag));
    allowed
}
