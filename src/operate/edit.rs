//! The `mode` statement of a cluster in the text of a plan. Nothing else moves by a byte.

use crate::diag::Diags;
use crate::source::{SourceMap, Span};
use crate::syntax;
use crate::syntax::ast::{Node, Statement};

/// The text with another mode of a cluster, `None` for no statement; the result is `None` where the
/// text does not declare the cluster.
pub fn set_mode(text: &str, cluster: &str, mode: Option<&str>) -> Option<String> {
    set_mode_of(text, (cluster, None), mode)
}

/// The same of a cluster that recovers several: the mode that is about one of them.
pub(super) fn set_mode_of(
    text: &str,
    (cluster, primary): (&str, Option<&str>),
    mode: Option<&str>,
) -> Option<String> {
    let mut sources = SourceMap::default();
    let id = sources.add("", text);
    let parsed = syntax::parse_file(id, sources.get(id)?, &mut Diags::default());
    let block = parsed.tree.body.iter().find_map(|node| {
        let found = named(&node.value, "cluster").filter(|s| first_argument(s) == Some(cluster))?;
        found.block.as_ref()
    })?;
    let old = block
        .value
        .body
        .iter()
        .find(|node| named(&node.value, "mode").is_some_and(|mode| is_about(mode, primary)));
    match (old, mode) {
        (Some(old), Some(mode)) => Some(replaced(text, range(old.span), mode)),
        (Some(old), None) => Some(removed(text, range(old.span))),
        (None, None) => Some(text.to_owned()),
        (None, Some(mode)) => {
            let last = block.value.body.last().map(|node| range(node.span));
            Some(added(text, range(block.span), last, mode))
        }
    }
}

/// Whether a mode is about a primary: where none is named, the one mode of its cluster.
fn is_about(mode: &Statement, primary: Option<&str>) -> bool {
    let body = mode.block.iter().flat_map(|block| &block.value.body);
    let from = body.filter_map(|node| named(&node.value, "from"));
    primary.is_none() || from.filter_map(first_argument).next() == primary
}

fn named<'a>(node: &'a Node, keyword: &str) -> Option<&'a Statement> {
    match node {
        Node::Statement(statement) if &*statement.keyword.value == keyword => Some(statement),
        Node::Statement(_) | Node::Junk => None,
    }
}

fn first_argument(statement: &Statement) -> Option<&str> {
    let item = statement.arguments.first()?.items.first()?;
    Some(item.from.value.text())
}

type Range = std::ops::Range<usize>;

fn range(span: Span) -> Range {
    span.start as usize..span.end as usize
}

fn part(text: &str, range: Range) -> &str {
    text.get(range).unwrap_or("")
}

fn replaced(text: &str, old: Range, new: &str) -> String {
    format!(
        "{}{new}{}",
        part(text, 0..old.start),
        part(text, old.end..text.len())
    )
}

/// With its line, where it has one of its own; else with the `;` that set it apart.
fn removed(text: &str, old: Range) -> String {
    let start = part(text, 0..old.start).rfind('\n').map_or(0, |at| at + 1);
    let end = part(text, old.end..text.len())
        .find('\n')
        .map_or(text.len(), |at| old.end + at + 1);
    let alone = part(text, start..old.start).trim().is_empty()
        && part(text, old.end..end).trim().is_empty();
    if alone {
        return replaced(text, start..end, "");
    }
    let before = part(text, 0..old.start).trim_end_matches([' ', '\t']);
    if let Some(before) = before.strip_suffix(';') {
        return format!("{before}{}", part(text, old.end..text.len()));
    }
    let after = part(text, old.end..text.len());
    let rest = after.trim_start_matches([' ', '\t']);
    match rest.strip_prefix(';') {
        Some(rest) => format!(
            "{}{}",
            part(text, 0..old.start),
            rest.trim_start_matches([' ', '\t'])
        ),
        None => replaced(text, old, ""),
    }
}

/// Behind the last statement: on a line of its own in a block of several lines.
fn added(text: &str, block: Range, last: Option<Range>, new: &str) -> String {
    let Some(last) = last else {
        return replaced(text, block.start + 1..block.start + 1, &format!(" {new} "));
    };
    if !part(text, block.clone()).contains('\n') {
        return replaced(text, last.end..last.end, &format!("; {new}"));
    }
    let line = part(text, 0..last.start).rfind('\n').map_or(0, |at| at + 1);
    let head = part(text, line..last.start);
    let indent: String = head.chars().take_while(|c| c.is_whitespace()).collect();
    // A comment behind the last statement stays with it.
    let end = part(text, last.end..text.len())
        .find('\n')
        .map_or(last.end, |at| last.end + at);
    if end >= block.end {
        return replaced(text, last.end..last.end, &format!("; {new}"));
    }
    let ending = if part(text, 0..end).ends_with('\r') {
        "\r\n"
    } else {
        "\n"
    };
    let at = if ending == "\r\n" { end - 1 } else { end };
    replaced(text, at..at, &format!("{ending}{indent}{new}"))
}

#[cfg(test)]
mod tests {
    use super::{set_mode, set_mode_of};

    #[test]
    fn nothing_else_moves() {
        let text =
            "# a plan\ncluster a {\n  region x # here\n}\ncluster b { region y; recovers a }\n";
        let set = |text: &str, cluster, mode| set_mode(text, cluster, mode).unwrap();
        let one = set(text, "a", Some("mode fenced"));
        assert_eq!(
            one,
            "# a plan\ncluster a {\n  region x # here\n  mode fenced\n}\ncluster b { region y; recovers a }\n"
        );
        let two = set(&one, "b", Some("mode recover r1 { runs r0 }"));
        assert!(two.ends_with("cluster b { region y; recovers a; mode recover r1 { runs r0 } }\n"));
        let three = set(&two, "b", Some("mode active"));
        assert!(three.ends_with("cluster b { region y; recovers a; mode active }\n"));
        assert_eq!(set(&set(&three, "b", None), "a", None), text);
        assert_eq!(set_mode(text, "c", None), None);
    }

    #[test]
    fn each_of_several_has_a_mode() {
        let text = "cluster c {\n  recovers a, b\n  mode standby { from b }\n}\n";
        let set = |text: &str, of, mode| set_mode_of(text, ("c", Some(of)), mode).unwrap();
        let one = set(text, "a", Some("mode recover r1 { from a }"));
        assert_eq!(
            one,
            "cluster c {\n  recovers a, b\n  mode standby { from b }\n  mode recover r1 { from a }\n}\n"
        );
        let two = set(&one, "b", Some("mode recover r2 { from b }"));
        assert!(two.contains("b\n  mode recover r2 { from b }\n  mode recover r1 { from a }\n"));
        assert_eq!(set(&one, "a", None), text);
    }

    #[test]
    fn line_ends_are_kept() {
        let text = "cluster a {\r\n  region x\r\n}\r\n";
        let set = set_mode(text, "a", Some("mode fenced")).unwrap();
        assert_eq!(set, "cluster a {\r\n  region x\r\n  mode fenced\r\n}\r\n");
    }
}
