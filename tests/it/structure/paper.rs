//! What the documentation says of the code is so: every path and every identifier is there.

use crate::support::harness::project_root;
use drplan::diag::findings;
use regex_lite::Regex;

/// `src/a/{b,c}.rs` as its paths.
fn braces(path: &str) -> Vec<String> {
    match path.split_once('{').and_then(|(head, rest)| {
        let (inner, tail) = rest.split_once('}')?;
        Some((head, inner, tail))
    }) {
        None => vec![path.to_owned()],
        Some((head, inner, tail)) => inner
            .split(',')
            .map(|name| format!("{head}{name}{tail}"))
            .collect(),
    }
}

fn page(name: &str) -> String {
    std::fs::read_to_string(project_root().join(name)).unwrap()
}

/// Every path of the repository in a text. `<block>` and its like stand for any name.
fn paths(text: &str) -> Vec<String> {
    let path = Regex::new(r"\b(?:src|docs|plans|tests|bench|snapshots)/[\w/.{},-]+").unwrap();
    let placeholder = Regex::new(r"<").unwrap();
    path.find_iter(text)
        .filter(|found| !placeholder.is_match(text[found.end()..].get(..1).unwrap_or("")))
        .map(|found| found.as_str().trim_end_matches(['.', ',', ';']).to_owned())
        .flat_map(|path| braces(&path))
        .collect()
}

#[test]
fn paths_in_the_documentation_exist() {
    let mut faults = Vec::new();
    let pages = [
        "README.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/rules.md",
        "tests/README.md",
    ];
    for name in pages {
        let text = page(name);
        let all = paths(&text);
        for path in &all {
            let there = project_root().join(path);
            if !there.exists() && !there.with_extension("drplan").exists() {
                faults.push(format!("{name} names {path}, which is not there"));
            }
        }
        assert!(!all.is_empty(), "{name} names no path");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn identifiers_in_the_rules_are_in_their_files() {
    let text = page("docs/rules.md");
    let named = Regex::new(r"`([A-Za-z_][\w:]*)` in (src/[\w/.{},]+)").unwrap();
    let mut faults = Vec::new();
    let mut seen = 0;
    for found in named.captures_iter(&text) {
        let name = found.get(1).unwrap().as_str();
        let path = found.get(2).unwrap().as_str().trim_end_matches(['.', ',']);
        for path in braces(path) {
            seen += 1;
            let source = std::fs::read_to_string(project_root().join(&path)).unwrap_or_default();
            let word = |part: &str| Regex::new(&format!(r"\b{part}\b")).unwrap();
            if !name.split("::").all(|part| word(part).is_match(&source)) {
                faults.push(format!("`{name}` is not in {path}"));
            }
        }
    }
    assert!(seen > 20, "only {seen} identifiers are seen");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn findings_in_the_rules_exist() {
    let text = page("docs/rules.md");
    let named = Regex::new(r"`finding ([a-z-]+)`").unwrap();
    for found in named.captures_iter(&text) {
        let name = found.get(1).unwrap().as_str();
        assert!(
            name == "NAME" || findings::find(name).is_some(),
            "docs/rules.md names the finding {name}"
        );
    }
}

#[test]
fn unit_tests_in_the_rules_are_there() {
    let text = page("docs/rules.md");
    let named = Regex::new(r"`unit test of (src/[\w/.]+)`").unwrap();
    for found in named.captures_iter(&text) {
        let path = found.get(1).unwrap().as_str();
        let source = std::fs::read_to_string(project_root().join(path)).unwrap();
        assert!(source.contains("#[test]"), "{path} has no unit test");
    }
}
