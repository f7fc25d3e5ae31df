//! Documentation that is run: the examples of every finding, and the list of pages.

use crate::harness::{TODAY, compile_in, home, plans};
use assert_cmd::Command;
use std::collections::BTreeSet;
use tempfile::TempDir;

/// What stands before an example that has no `plan` block.
const BASE: &str = "plan shop
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 3 }
cluster dr { recovers prod; region us-west-2 }
store main { s3 shop-velero { region us-east-1 }; replica shop-velero-west { region us-west-2 } }
tier critical { rpo 4h; keep 7d }
namespace payments { tier critical }
";

/// Findings that no text shows: of bytes, of sizes, of directories. `tests/it/cli.rs`,
/// `tests/it/hostile.rs` and `tests/it/laws.rs` raise them.
const NOT_TEXT: [&str; 12] = [
    "bad-file-name",
    "file-too-large",
    "hook-too-large",
    "hooks-not-wired",
    "link-outside",
    "nested-too-deeply",
    "no-plan-block",
    "not-a-file",
    "not-utf8",
    "outputs-not-owned",
    "plan-too-large",
    "too-complex",
];

struct Example {
    info: String,
    text: String,
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Example {
                    info: info.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => examples.extend(open.take()),
            (Some(example), None) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, None) => {}
        }
    }
    examples.retain(|e| e.info.starts_with("drplan") || e.info.contains("file="));
    examples
}

fn names(text: &str, others: &[&Example]) -> BTreeSet<String> {
    let dir = TempDir::new().unwrap();
    let whole = text
        .lines()
        .any(|line| line.starts_with("plan ") || line == "plan");
    let text = if whole {
        text.to_owned()
    } else {
        format!("{BASE}{text}")
    };
    std::fs::write(dir.path().join("example.drplan"), text).unwrap();
    for other in others {
        let path = dir.path().join(other.info.split("file=").nth(1).unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &other.text).unwrap();
    }
    let output = Command::cargo_bin("drplan")
        .unwrap()
        .current_dir(dir.path())
        .args(["check", "--format", "json", "--today", TODAY])
        .output()
        .unwrap();
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = value["findings"].as_array().unwrap();
    list.iter()
        .map(|finding| finding["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_page_shows_its_finding() {
    let mut faults = Vec::new();
    for row in drplan::diag::findings::FINDINGS {
        assert!(
            row.page.starts_with(&format!("# {}\n", row.name)),
            "{} has a title",
            row.name
        );
        let all = examples(row.page);
        let others: Vec<&Example> = all.iter().filter(|e| e.info.contains("file=")).collect();
        let (mut wrong, mut right) = (0, 0);
        for example in all.iter().filter(|e| !e.info.contains("file=")) {
            let mut found = names(&example.text, &others);
            // What has no effect yet may stand in the examples of what is checked already.
            if row.name != "not-built-yet" {
                found.remove("not-built-yet");
            }
            if example.info.contains("fails") {
                wrong += 1;
                if found != BTreeSet::from([row.name.to_owned()]) {
                    faults.push(format!("wrong example of {} raises {found:?}", row.name));
                }
            } else {
                right += 1;
                if !found.is_empty() {
                    faults.push(format!("right example of {} raises {found:?}", row.name));
                }
            }
        }
        assert!(right > 0, "{} shows what is right", row.name);
        assert!(
            wrong > 0 || NOT_TEXT.contains(&row.name),
            "{} shows what is wrong",
            row.name
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_is_of_a_finding() {
    for entry in std::fs::read_dir(home().join("docs/findings")).unwrap() {
        let name = entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .replace(".md", "");
        assert!(
            drplan::diag::findings::find(&name).is_some(),
            "docs/findings/{name}.md has no finding"
        );
    }
}

/// The pictures of the README are those of the report; `UPDATE_DOCS=1` writes them again.
#[test]
fn the_pictures_are_of_the_report() {
    let shop = plans()
        .into_iter()
        .find(|plan| plan.name == "shop")
        .unwrap();
    let bundle = compile_in(&shop.files, shop.root.as_deref())
        .bundle
        .unwrap();
    let report = &bundle.files["dr/shop/report.html"].text;
    let pictures: Vec<&str> = report
        .split("<svg ")
        .skip(1)
        .map(|rest| rest.split_inclusive("</svg>\n").next().unwrap())
        .collect();
    assert_eq!(pictures.len(), 2);
    let readme = std::fs::read_to_string(home().join("README.md")).unwrap();
    for (name, picture) in ["day", "recovery"].into_iter().zip(pictures) {
        assert!(picture.contains(&format!("class=\"picture {name}\"")));
        // Alone it has no page to take its width from.
        let text = format!("<svg {picture}").replacen("width=\"100%\"", "width=\"960\"", 1);
        let path = format!("docs/pictures/shop-{name}.svg");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(home().join("docs/pictures")).unwrap();
            std::fs::write(home().join(&path), &text).unwrap();
        }
        let known = std::fs::read_to_string(home().join(&path)).unwrap_or_default();
        assert_eq!(known, text, "run UPDATE_DOCS=1 cargo test docs");
        assert!(readme.contains(&path), "the README shows {path}");
    }
}

/// What `docs/promises.md` says is assumed is what the code computes with.
#[test]
fn the_assumed_numbers_are_those_of_the_code() {
    use drplan::analyze::backup::cost;
    use drplan::analyze::engine::flux;
    use drplan::analyze::{rpo, rto};
    let page = std::fs::read_to_string(home().join("docs/promises.md")).unwrap();
    let said = [
        format!("one backup | {}, assumed", cost::OBJECTS),
        format!("`snapshot-ready`, else {}", cost::SNAPSHOT_READY),
        format!("{} set-up, then as for copy", cost::FILE_START),
        format!("`mover-start` ({})", cost::MOVER_START),
        format!("`upload` ({})", cost::RATE),
        format!("`size` ({})", cost::SIZE),
        format!("`touched` ({})", cost::TOUCHED),
        format!("`change` ({})", cost::CHANGE),
        format!(
            "computed with {} and again with {}",
            cost::SIZE,
            cost::LARGE
        ),
        format!("`lag`, else {}", rpo::LAG),
        format!("`declare`, {}", rto::DECLARE),
        format!("`provision` ({})", rto::PROVISION),
        format!("`bootstrap` ({})", flux::BOOTSTRAP),
        format!("fetch the commit ({})", flux::FETCH),
        format!("`ready`, else {}", rto::READY),
        format!("a new cluster, {}", rto::STEP),
        format!("promotions, checks | {} each", rto::STEP),
        format!("{} for the objects of each Restore", cost::RESTORE_OBJECTS),
        format!("`download` ({})", cost::RATE),
        format!("volume at {}", rto::LOAD),
        format!("`requeue` ({}) and {},", flux::REQUEUE, flux::POLL),
        format!("`workers` ({})", flux::WORKERS),
    ];
    for words in said {
        assert!(
            page.contains(&words),
            "docs/promises.md does not say: {words}"
        );
    }
}

/// The language reference is written from the schema; `UPDATE_DOCS=1` writes it again.
#[test]
fn the_language_reference_is_the_schema() {
    let text = reference();
    let path = home().join("docs/language.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        text,
        "run UPDATE_DOCS=1 cargo test docs"
    );
}

fn reference() -> String {
    let mut text = String::from(
        "# The language\n\nWritten from the tables of `src/schema`; do not edit.\nA statement is `keyword argument* [ { … } ]`; it ends at the end of its line or at `;`.\nEvery block also takes `allow FINDING \"why\" until DATE`.\n",
    );
    for block in drplan::schema::blocks() {
        text.push_str(&format!("\n## `{}`\n\n{}\n\n", block.name, block.doc));
        if !block.example.is_empty() {
            text.push_str(&format!("```drplan\n{}```\n\n", block.example));
        }
        text.push_str("| statement | meaning | default |\n|---|---|---|\n");
        for row in block.rows {
            let silence = match (row.required, row.default) {
                (true, _) => "required",
                (false, "") => "–",
                (false, default) => default,
            };
            let usage = row.usage().replace('|', "\\|");
            text.push_str(&format!(
                "| `{usage}` | {} | {silence} |\n",
                row.doc.replace('|', "\\|")
            ));
        }
    }
    text
}
