//! Mistakes in the keyword of a statement: its case, a colon after it, a word that others use.

mod misspelt;

use super::{Repair, Siblings, argument, knows, strip_words, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::{unknown, write};
use crate::schema::{self, BlockSpec, Times, synonyms};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Node, Statement, Value};
use misspelt::misspelt;

/// What separates a key from its value in other languages.
pub(super) const MARKS: [&str; 7] = ["=", ":", ":=", "=>", "==", "+=", "is"];

impl Repair {
    /// Corrects a keyword; false where it was reported and is still not known.
    pub(super) fn keyword(
        &mut self,
        said: &mut Statement,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) -> bool {
        let written = said.keyword.clone();
        let written_end = said.head().end;
        let (key, rest) = split(&written.value);
        let mark = said
            .arguments
            .first()
            .and_then(word_of)
            .unwrap_or("")
            .to_owned();
        let first_is_mark =
            MARKS.contains(&mark.as_str()) && (said.arguments.len() > 1 || mark != "is");
        self.mark_before_block(said);
        let foreign = key.len() < written.value.len() || first_is_mark;
        let known = spec.parameters || knows(spec, key);
        if known && !foreign {
            self.items_of_yaml(said, row, false);
            return true;
        }
        let plain = plain(key);
        let template = match () {
            () if known => key.to_owned(),
            () if knows(spec, &plain) => plain.clone(),
            () => match synonyms::keyword(spec.name, &plain) {
                Some(template) => template.to_owned(),
                None => match misspelt(&plain, said, spec) {
                    Some(near) => near.to_owned(),
                    None => {
                        // `shape` reports it as unknown, with the nearest keyword that is known.
                        self.header(said, spec);
                        return true;
                    }
                },
            },
        };
        // A keyword that was corrected by the reader has another length than what was written.
        let same = (written.span.end - written.span.start) as usize == written.value.len();
        let start = written.span.start as usize;
        let at = match same {
            true => Span::new(written.span.file, start, start + key.len()),
            false => written.span,
        };
        let place = if foreign { mark_of(said, key) } else { at };
        if !rest.is_empty() {
            let value = Spanned::new(Value::Word(rest.into()), written.span);
            said.arguments
                .insert(0, argument(value.value, written.span));
        }
        if first_is_mark {
            said.arguments.remove(0);
        }
        if foreign {
            // The colon or the `=` before the list is reported.
            strip_words(said, |mark| matches!(mark, '[' | ']'));
        }
        let twice = fill(said, &template, spec, row);
        // What is wrong behind the keyword as well is corrected with it.
        if let Some((word, at)) = self.variant_of(said, spec) {
            said.arguments
                .splice(0..1, [argument(Value::Word(word.into()), at)]);
        }
        if key.bytes().any(|b| b.is_ascii_uppercase())
            && let Some(rule) = super::rule_of(said, spec)
        {
            misspelt::small_values(said, rule);
        }
        let flag = spec
            .rows_of(&said.keyword.value)
            .all(|row| row.args.is_empty());
        let value = said.arguments.first().and_then(word_of).unwrap_or("");
        if foreign && flag && matches!(value, "false" | "no" | "off") {
            let help = format!(
                "remove `{}`: without the statement it is off",
                said.keyword.value
            );
            self.report(
                Diag::new(
                    &findings::FOREIGN_SYNTAX,
                    place,
                    "this statement takes no value",
                )
                .label("this is the syntax of YAML")
                .help(help),
            );
            return false;
        }
        if foreign && flag && matches!(value, "true" | "yes" | "on") {
            said.arguments.clear();
        }
        let listed = self.items_of_yaml(said, row, foreign);
        if listed {
            return true;
        }
        if self.quiet && foreign {
            return true;
        }
        // A keyword without its value is one mistake with the colon behind it.
        let bare = said.arguments.is_empty() && foreign && !spec.parameters;
        let mut rows = spec.rows_of(&said.keyword.value);
        let lacking = rows.next().filter(|row| bare && super::least(row) > 0);
        let right = match lacking {
            Some(row) => row.usage(),
            None => write::head(said),
        };
        let diag = if foreign {
            let mark = match first_is_mark {
                true => mark,
                false => written
                    .value
                    .get(key.len()..)
                    .and_then(|rest| rest.get(..1))
                    .unwrap_or("")
                    .to_owned(),
            };
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                place,
                format!("`{mark}` has no meaning after a keyword"),
            )
            .label("a value follows its keyword after a space")
        } else {
            let what = match knows(spec, &plain) {
                true => "a keyword is written in lower case, with `-` between its words",
                false if synonyms::keyword(spec.name, &plain).is_none() => {
                    "this block has no such statement"
                }
                false => "drplan has another keyword for this",
            };
            Diag::new(&findings::UNKNOWN_KEYWORD, place, unknown(key, spec)).label(what)
        };
        if twice {
            let key = &said.keyword.value;
            self.report(diag.help(format!("remove it: this block already has `{key}`")));
            return false;
        }
        if lacking.is_some() {
            self.report(diag.help(format!("write `{right}`")));
            return false;
        }
        let whole = Span {
            end: written_end,
            ..written.span
        };
        let diag = diag.help(format!("write `{right}`"));
        self.report(diag.fix(whole, right, Safety::Review));
        true
    }

    /// The word that distinguishes the rows of a keyword, where another was written for it.
    pub(super) fn variant_of(
        &self,
        said: &Statement,
        spec: &'static BlockSpec,
    ) -> Option<(String, Span)> {
        let rows: Vec<_> = spec.rows_of(&said.keyword.value).collect();
        let words: Vec<&'static str> = rows.iter().filter_map(|row| row.variant()).collect();
        let first = said.arguments.first()?;
        let word = word_of(first)?;
        if rows.len() < 2 || words.len() != rows.len() || words.contains(&word) {
            return None;
        }
        crate::lower::shape::choice(&said.keyword.value, word, &words)
            .map(|word| (word, first.span))
    }

    /// A word that is meant for one of those that distinguish the rows of a keyword.
    /// False where a value is missing behind it as well: the statement was reported as a whole.
    pub(super) fn variant(&mut self, said: &mut Statement, spec: &'static BlockSpec) -> bool {
        let Some((word, span)) = self.variant_of(said, spec) else {
            return true;
        };
        let key = &*said.keyword.value;
        let written = said.arguments.first().and_then(word_of).unwrap_or("");
        let diag = Diag::new(
            &findings::WRONG_VALUE,
            span,
            format!("`{written}` is not a value of `{key}`"),
        );
        let mut rows = spec.rows_of(key);
        let row = rows.find(|row| row.variant() == Some(&word));
        if let Some(row) = row.filter(|row| said.arguments.len() < super::least(row)) {
            self.report(diag.help(format!("write `{}`", row.usage())));
            return false;
        }
        let diag =
            diag.help(format!("write `{key} {word}`"))
                .fix(span, word.clone(), Safety::Review);
        self.report(diag);
        said.arguments
            .splice(0..1, [argument(Value::Word(word.into()), span)]);
        true
    }
}

/// A keyword without what other languages put behind it, and the value that was glued to it.
pub(super) fn split(word: &str) -> (&str, &str) {
    let end = word.find([':', '=']).unwrap_or(word.len());
    let (key, rest) = word.split_at_checked(end).unwrap_or((word, ""));
    if key.is_empty() {
        (word, "")
    } else {
        (key, rest.trim_start_matches([':', '=', '>']))
    }
}

/// A keyword in lower case, its words joined by `-`.
pub(super) fn plain(word: &str) -> String {
    let mut plain = String::new();
    let mut lower = false;
    for char in word.chars() {
        if char.is_uppercase() && lower {
            plain.push('-');
        }
        lower = char.is_lowercase();
        plain.extend(char.to_lowercase().map(|c| if c == '_' { '-' } else { c }));
    }
    plain
}

/// Where the mark stands that other languages write.
pub(super) fn mark_of(said: &Statement, key: &str) -> Span {
    let span = said.keyword.span;
    let first = said
        .arguments
        .first()
        .filter(|argument| word_of(argument).is_some_and(|word| MARKS.contains(&word)));
    match first {
        Some(mark) if key.len() == said.keyword.value.len() => mark.span,
        _ if (span.end - span.start) as usize == said.keyword.value.len() => {
            let start = span.start as usize + key.len();
            Span::new(span.file, start, start + 1)
        }
        _ => span,
    }
}

/// Writes a statement as a template says; true where the block says the same already.
fn fill(said: &mut Statement, template: &str, spec: &'static BlockSpec, row: &Siblings) -> bool {
    let mut words = template.split(' ');
    let key = words.next().unwrap_or(template);
    let span = said.keyword.span;
    for (at, word) in words.enumerate() {
        let value = match word.strip_suffix('$') {
            Some(prefix) if !said.arguments.is_empty() => {
                let first = said.arguments.remove(0);
                let name = first
                    .value
                    .items
                    .first()
                    .map(|item| item.value.from.value.text().to_owned());
                argument(
                    Value::Word(format!("{prefix}{}", name.unwrap_or_default()).into()),
                    first.span,
                )
            }
            _ => argument(Value::Word(word.into()), span),
        };
        said.arguments.insert(at, value);
    }
    let same = |node: &Spanned<Node>| match &node.value {
        Node::Statement(other) => &*other.keyword.value == key,
        Node::Junk => false,
    };
    said.keyword.value = key.into();
    // Rows of one keyword are told apart by a word: each of them may stand once.
    let told_apart = spec.rows_of(key).count() > 1;
    let once = !told_apart
        && spec.rows_of(key).all(|row| row.times != Times::Many)
        && key != schema::ALLOW.key;
    let twice = once && row.done.iter().chain(&row.queue).any(same);
    twice && &*said.keyword.value == key
}
