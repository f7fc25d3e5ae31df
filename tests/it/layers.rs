//! The floors of the house: who may import whom, and which crate is named where.

use crate::harness::home;
use std::path::{Path, PathBuf};

/// Modules with the modules that they may import.
const FLOORS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diag", &["source"]),
    ("syntax", &["source", "diag"]),
    ("fmt", &["source", "diag", "syntax"]),
    ("model", &["source"]),
    ("recipe", &["source", "model"]),
    ("repo", &["source", "model"]),
    ("schema", &["source", "model"]),
    (
        "lower",
        &[
            "source", "diag", "syntax", "model", "recipe", "repo", "schema",
        ],
    ),
    ("analyze", &["source", "diag", "model", "recipe", "repo"]),
    (
        "lint",
        &["source", "diag", "model", "recipe", "repo", "analyze"],
    ),
    ("emit", &["source", "model", "recipe", "analyze"]),
    ("report", &["source", "model", "analyze"]),
    (
        "failover",
        &["source", "diag", "syntax", "model", "recipe", "analyze"],
    ),
    (
        "compile",
        &[
            "source", "diag", "syntax", "model", "recipe", "repo", "schema", "lower", "analyze",
            "lint", "emit", "report",
        ],
    ),
    (
        "cli",
        &[
            "source", "diag", "syntax", "fmt", "model", "recipe", "repo", "schema", "lower",
            "analyze", "lint", "emit", "failover", "report", "compile",
        ],
    ),
];

/// Crates with the only places that may name them.
const FENCES: &[(&str, &[&str])] = &[
    ("pest", &["src/syntax/grammar.rs", "src/syntax/build.rs"]),
    ("pest_derive", &["src/syntax/grammar.rs"]),
    ("miette", &["src/diag/render.rs"]),
    ("strsim", &["src/diag/near.rs"]),
    ("granit_parser", &["src/repo/yaml.rs"]),
    ("minijinja", &["src/report.rs", "src/report/"]),
    ("jiff", &["src/model/value/"]),
    ("sha2", &["src/analyze/stable.rs", "src/cli/outputs.rs"]),
    ("k8s_openapi", &["src/emit/"]),
    ("similar", &["src/cli/drift.rs"]),
    ("clap", &["src/cli/", "src/cli.rs"]),
    ("anyhow", &["src/cli/", "src/cli.rs"]),
];

fn sources() -> Vec<(String, String)> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&home().join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(home())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn imports_go_down() {
    for (name, text) in sources() {
        let module = name
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .unwrap()
            .to_owned();
        let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == module) else {
            assert!(
                matches!(module.as_str(), "lib" | "main"),
                "{name} is on no floor"
            );
            continue;
        };
        for piece in text.split("crate::").skip(1) {
            let target: String = piece
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if FLOORS.iter().any(|(floor, _)| *floor == target) && target != module {
                assert!(
                    allowed.contains(&target.as_str()),
                    "{name} imports {target}, which is not below it"
                );
            }
        }
    }
}

#[test]
fn crates_stay_behind_their_fences() {
    for (name, text) in sources() {
        for (krate, places) in FENCES {
            let named = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| {
                    line.split(&format!("{krate}::")).skip(1).count() > 0
                        && !line.contains(&format!("_{krate}::"))
                        && !line.contains(&format!("::{krate}::"))
                });
            if named {
                assert!(
                    places.iter().any(|place| name.starts_with(place)),
                    "{name} names {krate}"
                );
            }
        }
    }
}

#[test]
fn files_are_small() {
    for (name, text) in sources() {
        assert!(text.lines().count() <= 700, "{name} is too long");
        assert!(
            !name.ends_with("/mod.rs"),
            "{name}: write foo.rs beside foo/"
        );
        assert!(text.starts_with("//!"), "{name} does not say what it is");
    }
}

#[test]
fn every_finding_is_raised_by_its_name() {
    let mut raised = std::collections::BTreeSet::new();
    for (_, text) in sources() {
        for piece in text.split("Diag::new(").skip(1) {
            let piece = piece.trim_start();
            if let Some(name) = piece
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            {
                raised.insert(name.to_owned());
            }
        }
    }
    let listed: std::collections::BTreeSet<String> = drplan::diag::findings::FINDINGS
        .iter()
        .map(|row| row.name.to_owned())
        .collect();
    assert_eq!(raised, listed);
}

#[test]
fn every_rule_file_is_in_the_list() {
    let listed: Vec<String> = drplan::lint::rule_names().map(str::to_owned).collect();
    let mut files: Vec<String> = sources()
        .into_iter()
        .filter_map(|(name, _)| name.strip_prefix("src/lint/rules/").map(str::to_owned))
        .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
        .filter(|name| name != "shared" && !name.starts_with("shared/"))
        .collect();
    files.sort();
    assert_eq!(listed, files);
}
