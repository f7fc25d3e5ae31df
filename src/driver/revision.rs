//! The revision of a plan: a digest of what it states.

use crate::analyze::stable_hash;
use crate::source::Spanned;
use crate::syntax::ParsedFile;
use crate::syntax::ast::{Argument, Node, Statement};

/// Digits of the SHA-256 that tell two revisions of one plan apart.
const DIGITS: usize = 16;

/// The first digits of the SHA-256 of all statements of a plan, in an order of their own: a comment, a blank line,
/// or another file for a statement makes no other plan, and no manifest changes with it.
pub(super) fn revision<'p>(files: impl Iterator<Item = &'p ParsedFile>) -> String {
    let mut statements: Vec<String> = files.flat_map(|file| texts(&file.tree.body)).collect();
    statements.sort_unstable();
    stable_hash::hex(&statements.concat(), DIGITS)
}

fn texts(body: &[Spanned<Node>]) -> Vec<String> {
    let statements = body.iter().filter_map(|node| match &node.value {
        Node::Statement(statement) => Some(text(statement)),
        Node::Junk => None,
    });
    statements.collect()
}

fn text(statement: &Statement) -> String {
    let mut text = statement.keyword.value.to_string();
    for argument in &statement.arguments {
        text.push_str(&argument_text(&argument.value));
    }
    if let Some(block) = &statement.block {
        text.push_str(&format!(" {{\n{}}}", texts(&block.value.body).concat()));
    }
    text.push('\n');
    text
}

fn argument_text(argument: &Argument) -> String {
    let items = argument.items.iter().map(|item| {
        let from = format!("{:?}", item.value.from.value.text());
        match &item.value.becomes {
            Some(becomes) => format!("{from} -> {:?}", becomes.value.text()),
            None => from,
        }
    });
    let items: Vec<String> = items.collect();
    format!(" {}", items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::Project;
    use super::revision;

    fn of(files: &[&str]) -> String {
        let mut project = Project::default();
        for (at, text) in files.iter().enumerate() {
            project.add(&format!("{at}.drplan"), *text, false);
        }
        revision(project.parsed.iter().map(|(file, _)| file))
    }

    #[test]
    fn a_revision_is_of_what_is_stated() {
        let plan = "plan p { velero 1.18.3 }\ntier t { rpo 1h; keep 7d }\n";
        let one = of(&[plan]);
        assert_eq!(one.len(), 16);
        // Comments, layout, line ends, files and their order.
        for alike in [
            "# Why.\nplan p {\n  velero 1.18.3 # this one\n}\n\ntier t {\n  rpo 1h\n  keep 7d\n}\n",
            "plan p { velero 1.18.3 }\r\ntier t { rpo 1h; keep 7d }\r\n",
        ] {
            assert_eq!(of(&[alike]), one, "{alike}");
        }
        let (first, second) = plan.split_once('\n').unwrap();
        assert_eq!(of(&[second, first]), one);
        for other in [
            plan.replace("1h", "2h"),
            plan.replace("keep", "rto"),
            plan.replace("; keep 7d }", " }\nkeep 7d"),
            plan.replace("tier t", "tier t u"),
        ] {
            assert_ne!(of(&[&other]), one, "{other}");
        }
    }
}
