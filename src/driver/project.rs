//! The texts of one plan, as the CLI adds them.

use crate::diag::{Diag, Diags, findings};
use crate::lint::consequences::{self, Gap};
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::syntax::{self, ParsedFile, ast};

/// The texts of one plan, as the CLI adds them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    pub(super) sources: SourceMap,
    pub(super) parsed: Vec<(ParsedFile, bool)>,
    statements: usize,
    pub(super) diags: Diags,
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

    /// The parts of the plan that could not be read, as far as was found until now.
    pub(super) fn gaps(&self) -> Vec<Gap> {
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

    fn plan(&self) -> Option<&ast::Statement> {
        let mut blocks = self.parsed.iter().flat_map(|(parsed, _)| &parsed.tree.body);
        blocks.find_map(|node| statement(node, "plan"))
    }

    /// Reports something that the CLI found.
    pub fn report(&mut self, diag: Diag) {
        self.diags.push(diag);
    }

    /// The texts.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
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
