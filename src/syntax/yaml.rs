//! Documents of other languages: a file that is JSON or YAML, and a block that YAML shows by its
//! indentation alone.
//!
//! A whole file is one mistake and is not read. A block that holds nothing but pairs is reported
//! once and corrected in the draft: `cluster:` above `name: prod` is `cluster prod { … }`.

mod entries;

use super::draft::{Draft, Edit};
use super::pieces::{Kind, Piece, Pieces};
use crate::diag::{Diag, Diags, Safety, findings};
use crate::source::{FileId, Span};
use entries::{Line, below, block, heading, lines, pair};

/// A longer text is not repeated in a help text.
const LONGEST: usize = 100;
/// The finding for a file that is a whole document of another language.
pub(super) fn whole_file(text: &str, file: FileId) -> Option<Diag> {
    let body = text.trim_start_matches('\u{feff}');
    let first = text.len() - body.trim_start().len();
    if is_json(body.trim_start()) {
        return Some(
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                Span::new(file, first, first + 1),
                "this file is JSON",
            )
            .label("a plan is a list of statements")
            .help("write `keyword value` and `keyword value { … }` on lines of their own, without quotes, colons and commas"),
        );
    }
    if text.contains('{') || !has_heading(text) {
        return None;
    }
    let lines = lines(text);
    let top = |line: &&Line<'_>| line.indent == 0 && !line.code.starts_with("- ");
    let is_yaml = lines
        .iter()
        .filter(top)
        .all(|line| heading(line.code).is_some() || pair(line.code).is_some());
    let at = lines
        .iter()
        .position(|line| line.indent == 0 && heading(line.code).is_some())
        .filter(|at| is_yaml && below(&lines, *at) > 0)?;
    let line = lines.get(at)?;
    let key = heading(line.code)?;
    let help = match block(&lines, at) {
        Some(found) => {
            let first = found.statements.first()?;
            format!("write `{}`, and the rest in the same way", clipped(first))
        }
        None => format!(
            "write `{key} NAME {{ … }}`, with a statement a line in its braces, and the rest in the same way"
        ),
    };
    let colon = line.start + key.len();
    Some(
        Diag::new(
            &findings::FOREIGN_SYNTAX,
            Span::new(file, colon, colon + 1),
            "this file is YAML",
        )
        .label("a plan is written in braces, and not by indentation")
        .help(help),
    )
}

/// Reports the blocks of YAML in a plan, and corrects them in the draft.
pub(super) fn check(draft: &mut Draft<'_>, file: FileId, out: &mut Diags) {
    if !has_heading(draft.text()) {
        return;
    }
    // A raw string may hold YAML.
    let raw: Vec<Piece> = Pieces::new(draft.text())
        .filter(|piece| piece.kind == Kind::Raw)
        .collect();
    let in_raw = |start: usize, end: usize| {
        raw.iter()
            .any(|piece| piece.start < end && start < piece.end)
    };
    let mut edits = Vec::new();
    let mut found = Vec::new();
    let lines = lines(draft.text());
    let mut at = 0;
    while at < lines.len() {
        let Some(block) = block(&lines, at) else {
            at += 1;
            continue;
        };
        at += block.lines;
        let (start, colon) = block.key;
        if in_raw(start, block.end) {
            continue;
        }
        let with = block.statements.join("\n");
        let shown = block.statements.join("; ");
        found.push(
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                Span::new(file, colon, colon + 1),
                "a block is written in braces, not after a colon",
            )
            .label("this is the syntax of YAML")
            .help(format!("write `{}`", clipped(&shown)))
            .fix(
                Span::new(file, start, block.end),
                with.clone(),
                Safety::Review,
            ),
        );
        edits.push(Edit::new(start, block.end, with));
    }
    drop(lines);
    for diag in found {
        out.push(draft.place(diag));
    }
    if !edits.is_empty() {
        draft.apply(edits);
    }
}

/// Whether some line ends with a colon: nearly every plan ends here.
fn has_heading(text: &str) -> bool {
    text.contains(":\n") || text.contains(":\r") || text.contains(": #")
}

/// Whether a text begins as a document of JSON does.
fn is_json(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix('[') {
        return rest.trim_start().starts_with('{');
    }
    let Some(rest) = text.strip_prefix('{') else {
        return false;
    };
    let key = rest.trim_start().strip_prefix('"');
    let behind = key.and_then(|key| key.split_once('"'));
    behind.is_some_and(|(key, behind)| {
        !key.contains('\n') && behind.trim_start_matches([' ', '\t']).starts_with(':')
    })
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::whole_file;
    use crate::source::FileId;

    fn help(text: &str) -> Option<String> {
        whole_file(text, FileId::new(0)).and_then(|diag| diag.help)
    }

    #[test]
    fn files_of_yaml_are_seen() {
        let first = |text: &str| help(text).map(|help| help.split('`').nth(1).unwrap().to_owned());
        for (text, expect) in [
            (
                "plan: shop\ncluster:\n  name: prod\n  region: eu-west-1\n",
                "cluster prod { region eu-west-1 }",
            ),
            (
                "---\nclusters:\n- name: prod\n  region: 'eu-west-1'\n- name: dr\n",
                "cluster prod { region eu-west-1 }",
            ),
            (
                "namespaces:\n  - orders\n  - carts\n    tier: gold\n",
                "namespace orders, carts { tier gold }",
            ),
            ("tiers:\n  gold:\n    rpo: 1h\n", "tiers NAME { … }"),
        ] {
            assert_eq!(first(text).as_deref(), Some(expect), "{text}");
        }
        for plan in [
            "plan shop\n",
            "plan shop\nneeds:\n  - a\n",
            "plan: shop\n",
            "tier critical:\n  rpo 1h\n",
            "plan shop { owner x: }\ncluster:\n  name: a\n",
            "",
        ] {
            assert_eq!(help(plan), None, "{plan}");
        }
    }

    #[test]
    fn files_of_json_are_seen() {
        for json in [
            "{\"plan\": \"shop\"}",
            "\n{\n  \"plan\" : 1 }",
            "[{\"a\": 1}]",
        ] {
            assert!(help(json).is_some(), "{json}");
        }
        for other in ["{", "{ rpo 1h }", "[tier.gold]\n", "{ \"a\" }"] {
            assert!(help(other).is_none(), "{other}");
        }
    }
}
