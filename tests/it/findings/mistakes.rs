//! The mistakes of newcomers: each is one finding, at its place, with the text to write instead.
//!
//! `mistakes/base.drplan` is a plan without a finding. A row of `mistakes/table.tsv` replaces one piece
//! of it by what somebody may write, and says what the reader answers: the text under the label, the
//! name, the help, and whether the edit that comes with it makes the plan clean again. `⏎` is a line
//! end and `‹a0›` the character U+00A0. `UPDATE_MISTAKES=1` writes the answers again, for review.

use crate::support::harness::{compile, project_root};
use drplan::diag::Diag;
use drplan::driver::Compilation;
use drplan::schema::{self, synonyms};
use std::collections::BTreeSet;

/// The keywords at which the reader ends every open block are those that open a statement at the
/// top: a row of the schema that is not in the grammar would make two findings of one lost brace.
#[test]
fn the_grammar_knows_every_statement_of_a_file() {
    let grammar = std::fs::read_to_string(project_root().join("grammar/plan.pest")).unwrap();
    let (_, rule) = grammar.split_once("top_keyword = _{").unwrap();
    let (rule, _) = rule.split_once('}').unwrap();
    let listed: Vec<&str> = rule
        .split('|')
        .map(|word| word.trim().trim_matches('"'))
        .collect();
    let rows: BTreeSet<&str> = schema::FILE.rows.iter().map(|row| row.key).collect();
    assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), rows);
    // Pest takes the first that fits, so a longer word stands before its own beginning.
    for (at, word) in listed.iter().enumerate() {
        let hidden = listed[..at]
            .iter()
            .find(|before| word.starts_with(**before));
        assert_eq!(hidden, None, "`{word}` is never reached");
    }
}

/// A synonym is for a block that exists, is no keyword of it, and writes one that is.
#[test]
fn synonyms_fit_the_schema() {
    let blocks = schema::blocks();
    for row in synonyms::KEYWORDS {
        let named: Vec<_> = blocks
            .iter()
            .filter(|block| block.name == row.block)
            .collect();
        let key = row.write.split(' ').next().unwrap();
        if row.block.is_empty() {
            assert_eq!(key, schema::ALLOW.key, "{row:?}");
            continue;
        }
        assert!(!named.is_empty(), "{row:?} is for no block");
        // Two blocks may have one name; the row is for one of them.
        let fits = named.iter().any(|block| {
            block.rows_of(key).next().is_some() && block.rows_of(row.word).next().is_none()
        });
        assert!(fits, "{row:?} does not fit its block");
    }
    for row in synonyms::VALUES {
        let mut rows = blocks.iter().flat_map(|block| block.rows_of(row.block));
        let takes = rows.any(|rule| {
            rule.args.iter().any(|arg| match arg.ty {
                schema::Ty::Literal(word) => word == row.write,
                schema::Ty::Choice(words) => words.contains(&row.write),
                _ => false,
            })
        });
        let allow = row.block == schema::ALLOW.key;
        assert!(takes || allow, "{row:?} is a value of no statement");
    }
}

struct Mistake {
    find: String,
    write: String,
    answer: [String; 4],
}

fn unescape(text: &str) -> String {
    let text = text.replace('⏎', "\n");
    let mut pieces = text.split('‹');
    let mut plain = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('›').unwrap();
        plain.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        plain.push_str(rest);
    }
    plain
}

fn escape(text: &str) -> String {
    let mut plain = String::new();
    for char in text.chars() {
        match char {
            '\n' => plain.push('⏎'),
            ' '..='~' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '–' | '—' | '→' | '…' => {
                plain.push(char)
            }
            _ => plain.push_str(&format!("‹{:x}›", u32::from(char))),
        }
    }
    plain
}

/// What is found in a plan, without what has no effect yet: the base shows every block.
fn compiled(text: &str) -> Compilation {
    let mut done = compile(&[("plan.drplan".to_owned(), text.to_owned())]);
    done.diags.retain(|diag| diag.name() != "not-built-yet");
    done
}

/// What the reader answers: place, name, help, and what the edit does.
fn answer(text: &str, done: &Compilation) -> Result<[String; 4], String> {
    let diags: Vec<&Diag> = done.diags.iter().collect();
    let [diag] = diags.as_slice() else {
        let all: Vec<String> = diags
            .iter()
            .map(|d| format!("{}: {}", d.name(), d.message))
            .collect();
        return Err(format!("{} findings: {all:#?}", diags.len()));
    };
    let fixed = diag.fix.as_ref().map(|fix| {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        format!("{}{}{}", &text[..start], fix.replacement, &text[end..])
    });
    let after = match fixed {
        None => "no edit",
        Some(fixed) if compiled(&fixed).diags.is_empty() => "clean",
        Some(_) => "edit",
    };
    let place = &text[diag.primary.span.start as usize..diag.primary.span.end as usize];
    Ok([
        escape(place),
        diag.name().to_owned(),
        diag.help.clone().unwrap_or_default(),
        after.to_owned(),
    ])
}

#[test]
fn each_mistake_is_one_finding() {
    let base =
        std::fs::read_to_string(project_root().join("tests/it/findings/mistakes/base.drplan"))
            .unwrap();
    assert!(compiled(&base).diags.is_empty(), "the base has no finding");
    let path = project_root().join("tests/it/findings/mistakes/table.tsv");
    let table = std::fs::read_to_string(&path).unwrap();
    let mut wrong = Vec::new();
    let mut written = String::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 2 {
            written.push_str(&format!("{line}\n"));
            continue;
        }
        let cell = |at: usize| {
            cells
                .get(at)
                .map(|cell| (*cell).to_owned())
                .unwrap_or_default()
        };
        let mistake = Mistake {
            find: unescape(&cell(0)),
            write: unescape(&cell(1)),
            answer: [cell(2), cell(3), cell(4), cell(5)],
        };
        assert_eq!(
            base.matches(&mistake.find).count(),
            1,
            "{line}: stands once in the base"
        );
        let text = base.replacen(&mistake.find, &mistake.write, 1);
        let found = answer(&text, &compiled(&text));
        // Neither line ends of Windows nor a last line without its end change an answer.
        if !mistake.write.contains('\r') {
            let crlf = text.replace('\n', "\r\n");
            let place = |found: &Result<[String; 4], String>| {
                let found = found
                    .clone()
                    .map(|cells| cells.map(|cell| cell.replace("‹d›", "")));
                found.map_err(|_| ())
            };
            let again = answer(&crlf, &compiled(&crlf));
            assert_eq!(place(&again), place(&found), "with CRLF: {line}");
            let cut = text.trim_end();
            assert_eq!(
                place(&answer(cut, &compiled(cut))),
                place(&found),
                "without its end: {line}"
            );
        }
        match found {
            Ok(found) => {
                written.push_str(&format!("{}\t{}\t{}\n", cell(0), cell(1), found.join("\t")));
                if found != mistake.answer {
                    wrong.push(format!("{line}\n  answers {found:#?}"));
                }
            }
            Err(all) => {
                written.push_str(&format!("{line}\n"));
                wrong.push(format!("{line}\n  {all}"));
            }
        }
    }
    if std::env::var_os("UPDATE_MISTAKES").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    assert!(
        wrong.is_empty(),
        "{} answers:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Two mistakes are two findings, wherever they stand.
#[test]
fn two_mistakes_are_two_findings() {
    let base =
        std::fs::read_to_string(project_root().join("tests/it/findings/mistakes/base.drplan"))
            .unwrap();
    let pairs = [
        (
            "rpo 4h",
            "rpo = 4h",
            "needs auth, system",
            "needs [auth, system]",
        ),
        ("owner \"@sre\"", "owner '@sre'", "keep 7d", "ttl 7d"),
        (
            "snapshots ebs {",
            "// csi\nsnapshots ebs {",
            "lag 15m }\n",
            "lag 15m\n",
        ),
        (
            "timeout 60s }\n  }\n",
            "timeout 60s }\n",
            "velero 1.18.3",
            "velero v1.18.3",
        ),
        (
            "cluster dr {\n",
            "cluster dr\n",
            "every month",
            "every monthly",
        ),
        (
            "rpo 4h; rto",
            "rpo 4h rto",
            "size 150Gi; change",
            "size 150Gi change",
        ),
    ];
    for (find, write, other, instead) in pairs {
        let text = base.replacen(find, write, 1).replacen(other, instead, 1);
        let done = compiled(&text);
        let names: Vec<&str> = done.diags.iter().map(|diag| diag.name()).collect();
        assert_eq!(names.len(), 2, "{write} and {instead}: {names:?}");
    }
}
