//! The lift: the one place that strings the floors together.
//!
//! The door adds texts until nothing is wanted any more; then the plan is lowered, computed and
//! judged. Nothing is read here.

use crate::analyze::{Analysis, Ready};
use crate::diag::{Diag, Diags, Safety, Subject, findings};
use crate::emit::{self, Bundle};
use crate::lint::consequences::{self, Gap};
use crate::lint::{self, LintCx};
use crate::lower::{self, Part};
use crate::model::Model;
use crate::model::value::{Date, Version, VersionRange};
use crate::report;
use crate::repository::Inventory;
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::syntax::{self, ParsedFile, ast};
use std::sync::Arc;

/// This compiler.
pub const VERSION: Version = Version::new(0, 1, 0);

/// The texts of one plan, as the door adds them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    sources: SourceMap,
    parsed: Vec<(ParsedFile, bool)>,
    statements: usize,
    diags: Diags,
}

/// Statements of all files of a plan: the tree of them takes 100 MiB at most.
const MOST_STATEMENTS: usize = 400_000;

impl Project {
    /// Adds a text and reads it; `used` says that it came by `use`.
    pub fn add(&mut self, path: &str, text: impl Into<String>, used: bool) -> FileId {
        let id = self.sources.add(path, text);
        if let Some(source) = self.sources.get(id) {
            let mut parsed = syntax::parse_file(id, source, &mut self.diags);
            let statements = self.statements.saturating_add(parsed.tree.statements());
            if statements > MOST_STATEMENTS {
                self.diags.push(too_many_statements(id, statements));
                parsed = ParsedFile::unread(id);
            } else {
                self.statements = statements;
            }
            self.parsed.push((parsed, used));
        }
        id
    }

    /// Adds a file that is no text.
    pub fn add_unreadable(&mut self, path: &str) {
        let id = self.sources.add(path, "");
        self.parsed.push((ParsedFile::unread(id), false));
        self.diags.push(
            Diag::new(
                &findings::NOT_UTF8,
                Span::start_of(id),
                "this file is not UTF-8 text",
            )
            .help("save it as UTF-8"),
        );
    }

    /// Adds a file that is not read, with the finding that says why.
    pub fn add_refused(&mut self, path: &str, why: impl FnOnce(Span) -> Diag) {
        let id = self.sources.add(path, "");
        self.parsed.push((ParsedFile::unread(id), false));
        self.diags.push(why(Span::start_of(id)));
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
    pub fn repository(&self) -> Option<Spanned<String>> {
        self.said("repository")
    }

    /// Whether the texts, every part of them, hold no `plan` block: others may use them.
    pub fn has_no_plan(&self) -> bool {
        self.plan().is_none() && self.parsed.iter().all(|(parsed, _)| parsed.whole)
    }

    /// The name of the plan, as it is written.
    pub fn plan_name(&self) -> Option<Spanned<String>> {
        argument(self.plan()?)
    }

    /// What a statement of the `plan` block says, as it is written there.
    pub fn said(&self, keyword: &str) -> Option<Spanned<String>> {
        let block = self.plan()?.block.as_ref()?;
        let said = block
            .body
            .iter()
            .find_map(|node| statement(node, keyword))?;
        argument(said)
    }

    fn plan(&self) -> Option<&ast::Statement> {
        let mut blocks = self.parsed.iter().flat_map(|(parsed, _)| &parsed.tree.body);
        blocks.find_map(|node| statement(node, "plan"))
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

    /// The parts of the plan that could not be read, as far as was found until now.
    fn gaps(&self) -> Vec<Gap> {
        let found = self.diags.iter().filter(|diag| consequences::is_gap(diag));
        let gaps = found.map(|diag| {
            let span = diag.primary.span;
            let mut nodes = self
                .parsed
                .iter()
                .filter(|(parsed, _)| parsed.file == span.file)
                .flat_map(|(parsed, _)| &parsed.tree.body);
            let node =
                nodes.find(|node| node.span.start <= span.start && span.start <= node.span.end);
            Gap {
                brace: consequences::is_of_braces(diag),
                within: node.map(|node| node.span),
                in_plan: node.is_none_or(|node| statement(node, "plan").is_some()),
            }
        });
        gaps.collect()
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
        let model = lower::lower(&parts, &mut self.diags).map(Arc::new);
        let (mut allowed, mut bundle, mut analysis) = (0, None, None);
        if let Some(model) = &model {
            let gaps = self.gaps();
            check_requires(model, &mut self.diags);
            let inventory = look(model);
            let made = Analysis::new(model.clone(), inventory.observed(model));
            lint::check_all(&LintCx::new(&made, &inventory), &mut self.diags);
            allowed = apply_allows(model, today, &mut self.diags);
            consequences::silence(&mut self.diags, &gaps);
            if emits {
                bundle = Ready::new(&made, &self.diags).map(|ready| {
                    let mut bundle = emit::emit(ready);
                    bundle.add_report(model, report::page(&made));
                    bundle
                });
            }
            analysis = Some(made);
        }
        self.diags.sort();
        Compilation {
            sources: self.sources,
            diags: self.diags,
            analysis,
            allowed,
            bundle,
        }
    }
}

fn too_many_statements(id: FileId, statements: usize) -> Diag {
    Diag::new(
        &findings::PLAN_TOO_LARGE,
        Span::start_of(id),
        format!("with this file the plan has {statements} statements, and a plan may have {MOST_STATEMENTS}"),
    )
    .label("not read")
    .help("split the plan: each directory of `.drplan` files is a plan of its own")
}

fn statement<'a>(node: &'a Spanned<ast::Node>, keyword: &str) -> Option<&'a ast::Statement> {
    match &node.value {
        ast::Node::Statement(statement) if &*statement.keyword.value == keyword => Some(statement),
        ast::Node::Statement(_) | ast::Node::Junk => None,
    }
}

/// The first argument of a statement.
fn argument(of: &ast::Statement) -> Option<Spanned<String>> {
    let item = of.arguments.first()?.items.first()?;
    Some(Spanned::new(item.from.value.text().to_owned(), item.span))
}

/// What came of a plan.
#[derive(Debug)]
pub struct Compilation {
    /// The texts.
    pub sources: SourceMap,
    /// The findings, in source order.
    pub diags: Diags,
    /// The plan, as far as it could be read, with all that follows from it: made once, and read by
    /// every verb.
    pub analysis: Option<Analysis>,
    /// Findings that an `allow` accepted.
    pub allowed: usize,
    /// The manifests, where they were asked for and there is no error.
    pub bundle: Option<Bundle>,
}

impl Compilation {
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

/// What was accepted up to a day that has passed.
fn expired_accepts(model: &Model, today: Date) -> impl Iterator<Item = Diag> {
    let accepts = model.accepts.iter().enumerate();
    let expired = accepts.filter(move |(_, accept)| accept.until.value < today);
    expired.map(|(index, accept)| {
        let until = &accept.until;
        Diag::new(
            &findings::ACCEPT_EXPIRED,
            until.span,
            format!("this `accept` ended on {}", until.value),
        )
        .about([Subject::Accept(index)])
        .label("the weaker value is not accepted from the next day on")
        .help("promise the earlier value again, or accept the weaker one up to a later day")
    })
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
                    &findings::ALLOW_EXPIRED,
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
            !(here && diag.name() == &*allow.finding.value)
        });
        if out.len() == before {
            late.push(
                Diag::new(
                    &findings::ALLOW_UNUSED,
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
    late.extend(expired_accepts(model, today));
    late.into_iter().for_each(|diag| out.push(diag));
    allowed
}
