//! Words that no text uses. `docs/style.md` lists them; a reader whose first language is not English
//! must understand every text at first sight.

use regex_lite::{Regex, RegexBuilder};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A part of a source file that a person reads.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// A string of several words.
    Text(String),
    /// A comment.
    Comment(String),
}

/// The strings and comments of a Rust file, each with its line.
fn parts(source: &str) -> Vec<(usize, Part)> {
    let token = Regex::new(concat!(
        r#"(?s)^(?:(?<comment>//[^\n]*)"#,
        r##"|b?r#"(?<hashed>.*?)"#|b?r"(?<raw>[^"]*)""##,
        r#"|b?"(?<text>(?:[^"\\]|\\.)*)""#,
        r#"|'(?:\\.[^']*|[^'\\])'|\w+|[^\w"'/]+|.)"#,
    ))
    .unwrap();
    // A string goes on behind a `\` at the end of its line.
    let goes_on = Regex::new(r"\\\r?\n\s*").unwrap();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while let Some(captures) = token.captures(&source[at..]) {
        let text = ["hashed", "raw", "text"];
        let text = text.into_iter().find_map(|name| captures.name(name));
        if let Some(comment) = captures.name("comment") {
            found.push((line, Part::Comment(comment.as_str().to_owned())));
        } else if let Some(text) = text.filter(|text| text.as_str().contains(' ')) {
            let text = goes_on.replace_all(text.as_str(), "").into_owned();
            found.push((line, Part::Text(text)));
        }
        line += captures[0].matches('\n').count();
        at += captures[0].len();
    }
    found
}

/// The words of `docs/style.md`.
struct Words {
    /// In texts.
    texts: Regex,
    /// In comments.
    comments: Regex,
    no: Regex,
}

impl Words {
    fn read() -> Self {
        let style = std::fs::read_to_string(root().join("docs/style.md")).unwrap();
        let (_, table) = style.split_once("## Words that are not used").unwrap();
        let (table, _) = table.split_once("\n## ").unwrap();
        let (mut texts, mut comments) = (Vec::new(), Vec::new());
        for row in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            texts.extend(cells[0].split(", "));
            if cells[2] == "yes" {
                comments.extend(cells[0].split(", "));
            }
        }
        assert!(texts.len() > 40 && comments.len() > 20, "{texts:?}");
        Self {
            texts: any(&texts),
            comments: any(&comments),
            no: insensitive(r"\b(?<there>there )?(?:is|are|was|were) no\b(?<longer> longer\b)?"),
        }
    }

    /// What of a text is not used.
    fn in_text<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut found: Vec<_> = self.texts.find_iter(text).map(|hit| hit.as_str()).collect();
        let no = self.no.captures_iter(text);
        let no = no.filter(|hit| hit.name("there").is_none() && hit.name("longer").is_none());
        found.extend(no.map(|hit| hit.get(0).unwrap().as_str()));
        found
    }

    /// What of a comment is not used.
    fn in_comment<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.comments
            .find_iter(text)
            .map(|hit| hit.as_str())
            .collect()
    }
}

fn insensitive(pattern: &str) -> Regex {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(true).build().unwrap()
}

/// Any of these words, as whole words.
fn any(words: &[&str]) -> Regex {
    insensitive(&format!(
        r"\b(?:{})\b",
        words.join("|").replace(' ', r"\s+")
    ))
}

/// Every page that people read, but for the one that lists the words.
fn pages() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
        .map(|name| root().join(name))
        .to_vec();
    found.extend(["tests/README.md", "tests/lab/README.md"].map(|name| root().join(name)));
    for directory in ["docs", "docs/findings", "src/report/templates"] {
        for entry in std::fs::read_dir(root().join(directory)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && !path.ends_with("docs/style.md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn pages_use_plain_words() {
    let words = Words::read();
    let pages = pages();
    assert!(pages.len() > 100, "only {} pages are seen", pages.len());
    let mut faults = Vec::new();
    for path in pages {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().display();
        for (at, line) in text.lines().enumerate() {
            for word in words.in_text(line) {
                faults.push(format!("{name}:{}: `{word}`: {line}", at + 1));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "see docs/style.md:\n{}",
        faults.join("\n")
    );
}

#[test]
fn messages_and_comments_use_plain_words() {
    let words = Words::read();
    let (mut faults, mut texts) = (Vec::new(), 0);
    for (name, source) in super::sources() {
        if name.ends_with("/tests.rs") {
            continue;
        }
        for (line, part) in parts(&source) {
            let (found, text) = match &part {
                Part::Text(text) => {
                    texts += 1;
                    (words.in_text(text), text)
                }
                Part::Comment(text) => (words.in_comment(text), text),
            };
            for word in found {
                faults.push(format!("{name}:{line}: `{word}`: {text}"));
            }
        }
    }
    assert!(texts > 1_000, "only {texts} texts are seen");
    assert!(
        faults.is_empty(),
        "see docs/style.md:\n{}",
        faults.join("\n")
    );
}

#[test]
fn the_words_are_found() {
    let words = Words::read();
    let bad = [
        "Mend what it reports",
        "whether it keeps its RPO hangs on a size",
        "the plan is held  against the repository",
        "`x` is no moment",
        "These are no names",
    ];
    for text in bad {
        assert_eq!(words.in_text(text).len(), 1, "{text}");
    }
    let good = [
        "fix what it reports",
        "there is no plan, and it is no longer read",
        "an amendment of a household",
        "`x` is not a date and time",
    ];
    for text in good {
        assert!(words.in_text(text).is_empty(), "{text}");
    }
    assert_eq!(
        words.in_comment("/// Every floor is built anew."),
        ["floor", "anew"]
    );
}

#[test]
fn strings_and_comments_are_told_apart() {
    let source = concat!(
        "//! A layer.\n",
        "const A: &str = \"one // \\\"two\\\" \\\n    three\";\n",
        "fn f<'a>(c: char) -> bool { c == '\"' || c == '\\'' } // \"no text\n",
        "const B: &str = r#\"a \"raw\" text\"#; const C: &str = \"word\";\n",
    );
    let text = |text: &str| Part::Text(text.to_owned());
    let comment = |text: &str| Part::Comment(text.to_owned());
    assert_eq!(
        parts(source),
        [
            (1, comment("//! A layer.")),
            (2, text("one // \\\"two\\\" three")),
            (4, comment("// \"no text")),
            (5, text("a \"raw\" text")),
        ]
    );
}
