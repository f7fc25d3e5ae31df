//! The layers: who imports whom, and which crate is named where.

use super::sources;
use std::collections::{BTreeMap, BTreeSet};

/// The layers from the ground up, each with the modules that it imports. A module imports only what
/// stands above it in this list, and everything that it may import it does import.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diag", &["source"]),
    ("syntax", &["source", "diag"]),
    ("fmt", &["source", "diag", "syntax"]),
    ("model", &["source"]),
    ("schema", &["model"]),
    ("recipe", &["source", "model"]),
    ("repository", &["source", "diag", "model"]),
    (
        "lower",
        &["source", "diag", "schema", "syntax", "model", "recipe"],
    ),
    (
        "analyze",
        &["source", "diag", "schema", "model", "recipe", "repository"],
    ),
    (
        "lint",
        &["source", "diag", "model", "recipe", "repository", "analyze"],
    ),
    ("emit", &["source", "model", "recipe", "analyze"]),
    ("operate", &["source", "diag", "syntax", "model", "analyze"]),
    ("report", &["source", "diag", "model", "analyze"]),
    (
        "driver",
        &[
            "source",
            "diag",
            "syntax",
            "model",
            "repository",
            "lower",
            "analyze",
            "lint",
            "emit",
            "operate",
            "report",
        ],
    ),
    (
        "output",
        &[
            "source", "diag", "schema", "model", "recipe", "analyze", "operate", "report", "driver",
        ],
    ),
    (
        "cli",
        &[
            "output",
            "source",
            "diag",
            "syntax",
            "fmt",
            "model",
            "repository",
            "lower",
            "analyze",
            "emit",
            "operate",
            "report",
            "driver",
        ],
    ),
];

/// Crates with the only places that may name them.
const FENCES: &[(&str, &[&str])] = &[
    ("pest", &["src/syntax/grammar.rs", "src/syntax/build.rs"]),
    ("pest_derive", &["src/syntax/grammar.rs"]),
    ("miette", &["src/diag/render.rs"]),
    ("strsim", &["src/diag/near.rs"]),
    (
        "textwrap",
        &["src/diag/render.rs", "src/diag/render/sections.rs"],
    ),
    ("granit_parser", &["src/repository/yaml.rs"]),
    (
        "base64",
        &[
            "src/repository/certificates.rs",
            "src/repository/cluster/substitute.rs",
            "src/repository/helm.rs",
            "src/repository/kustomize/generate.rs",
        ],
    ),
    (
        "regex_lite",
        &[
            "src/repository/kustomize/images.rs",
            "src/repository/kustomize/select.rs",
        ],
    ),
    ("minijinja", &["src/report.rs", "src/report/"]),
    ("jiff", &["src/model/value/"]),
    (
        "sha2",
        &[
            "src/analyze/stable_hash.rs",
            "src/cli/outputs.rs",
            "src/repository/kustomize/hash.rs",
        ],
    ),
    ("k8s_openapi", &["src/emit/"]),
    ("similar", &["src/cli/drift.rs"]),
    ("clap", &["src/cli/", "src/cli.rs"]),
    ("anyhow", &["src/cli/", "src/cli.rs"]),
    ("rustix", &["src/cli/io/dir/unix.rs"]),
];

/// The top-level modules that each top-level module imports, as its files say.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let layer = |name: &str| LAYERS.iter().any(|(layer, _)| *layer == name);
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, text) in sources() {
        let module = name
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .unwrap();
        if matches!(module, "lib" | "main") {
            continue;
        }
        assert!(layer(module), "{name} is in no layer");
        let own = imports.entry(module.to_owned()).or_default();
        for piece in text.split("crate::").skip(1) {
            let target: String = piece
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if layer(&target) && target != module {
                own.insert(target);
            }
        }
    }
    imports
}

#[test]
fn imports_go_down_and_permissions_are_used() {
    let order = |name: &str| LAYERS.iter().position(|(layer, _)| *layer == name);
    let imports = imports();
    let mut faults = Vec::new();
    for (module, allowed) in LAYERS {
        let allowed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        let used = imports.get(*module).cloned().unwrap_or_default();
        for target in used.difference(&allowed) {
            faults.push(format!("{module} imports {target} without permission"));
        }
        for target in allowed.difference(&used) {
            faults.push(format!("{module} may import {target} and does not"));
        }
        for target in used.iter().filter(|target| order(target) >= order(module)) {
            faults.push(format!("{module} imports {target}, which is above it"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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

/// The longest that a file may be without a word here.
const LINES: usize = 300;

/// Files that are longer, each with the most lines that it may have: it is split before it grows, and
/// leaves the list when it is short enough.
const LONGER: &[(&str, usize)] = &[
    ("src/analyze/backup/queue.rs", 400),
    ("src/analyze/effective.rs", 350),
    ("src/analyze/rpo/remedies.rs", 350),
    ("src/diag/findings.rs", 450),
    ("src/emit/gitops/flux/stages.rs", 400),
    ("src/lower/names.rs", 400),
    ("src/lower/repair/blocks.rs", 400),
    ("src/lower/shape.rs", 350),
    ("src/lower/shape/arguments.rs", 350),
    ("src/lower/shape/suggest.rs", 400),
    ("src/model/value/cron/runs.rs", 350),
    ("src/model/value/cron/tests.rs", 350),
    ("src/repository/contents.rs", 350),
    ("src/repository/yaml.rs", 450),
    ("src/schema/synonyms.rs", 450),
    ("src/syntax/braces.rs", 400),
    ("src/syntax/build.rs", 400),
    ("src/syntax/junk.rs", 350),
];

#[test]
fn files_are_small() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        match LONGER.iter().find(|(long, _)| *long == name) {
            None if lines > LINES => faults.push(format!("{name} has {lines} lines: split it")),
            Some((_, most)) if lines > *most => {
                faults.push(format!("{name} grew to {lines} lines: split it"));
            }
            Some(_) if lines <= LINES => faults.push(format!("{name} is short: it leaves LONGER")),
            None | Some(_) => {}
        }
        if name.ends_with("/mod.rs") {
            faults.push(format!("{name}: write foo.rs beside foo/"));
        }
        // What it is, in a sentence, and not in a word.
        let first = text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") || first.split_whitespace().count() < 3 {
            faults.push(format!("{name} does not say what it is"));
        }
    }
    for (name, _) in LONGER {
        if !sources().iter().any(|(file, _)| file == name) {
            faults.push(format!("{name} is not there: it leaves LONGER"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_finding_is_raised() {
    let texts: Vec<(String, String)> = sources()
        .into_iter()
        .filter(|(name, _)| name != "src/diag/findings.rs")
        .collect();
    for row in drplan::diag::findings::FINDINGS {
        let named = format!("findings::{}", row.name.to_uppercase().replace('-', "_"));
        let raised = texts.iter().any(|(_, text)| {
            let mut rest = text.split(&named).skip(1);
            rest.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        assert!(raised, "nothing raises {}", row.name);
    }
}

/// A rule raises its own finding and no other.
#[test]
fn rules_raise_through_their_own_lint() {
    for (name, text) in sources() {
        if name.starts_with("src/lint/rules/") {
            assert!(!text.contains("Diag::new("), "{name} raises past its LINT");
            assert!(!text.contains("lint::rules::"), "{name} imports a rule");
        }
    }
}

#[test]
fn every_rule_file_is_listed_in_the_folder_of_its_family() {
    let family = |name: &str| drplan::diag::findings::find(name).unwrap().family.word();
    let mut listed: Vec<String> = drplan::lint::rule_names()
        .map(|name| format!("{}/{name}", family(name)))
        .collect();
    listed.sort();
    let mut files: Vec<String> = sources()
        .into_iter()
        .filter_map(|(name, _)| name.strip_prefix("src/lint/rules/").map(str::to_owned))
        .filter_map(|name| {
            let (family, rule) = name.split_once('/')?;
            // A long rule has parts in a folder of its name.
            if rule.contains('/') {
                return None;
            }
            let rule = rule.trim_end_matches(".rs").replace('_', "-");
            Some(format!("{family}/{rule}"))
        })
        .collect();
    files.sort();
    assert_eq!(listed, files);
}
