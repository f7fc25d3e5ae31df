//! The pages of the findings are run: what is wrong in them raises their finding, what is right none.

use crate::support::harness::project_root;
use crate::support::test::Test;
use std::collections::BTreeSet;

/// What stands before an example that has no `plan` block.
const BASE: &str = "plan shop
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 3 }
cluster dr { recovers prod; brings velero; region us-west-2; zone us-west-2a; read 400MiB/s; concurrent-backups 3 }
store main { s3 shop-velero { region us-east-1 }; replica shop-velero-west { region us-west-2 } }
tier critical { rpo 4h; keep 7d }
namespace payments { tier critical }
";

/// Findings that no text shows: of bytes, of sizes, of directories. `tests/it/cli`
/// and `tests/it/properties` raise them.
pub const NOT_TEXT: [&str; 13] = [
    "bad-file-name",
    "cluster-contradicted",
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

/// How many examples of what is wrong a page has.
pub fn wrong_examples(page: &str) -> usize {
    let all = examples(page);
    all.iter().filter(|e| e.info.contains("fails")).count()
}

/// The names of the findings of an example, beside its files.
fn names(text: &str, others: &[&Example]) -> BTreeSet<String> {
    let whole = text
        .lines()
        .any(|line| line.starts_with("plan ") || line == "plan");
    // A Velero that an example shows is started without the flag, unless its page is about that.
    let shown = others
        .iter()
        .any(|other| other.text.contains("chart: velero"));
    let base = match (whole, shown) {
        (true, _) => String::new(),
        (false, true) => BASE.replace("; concurrent-backups 3", ""),
        (false, false) => BASE.to_owned(),
    };
    let mut test = Test::new().file("example.drplan", format!("{base}{text}"));
    for other in others {
        let path = other.info.split("file=").nth(1).unwrap();
        test = test.file(path, &other.text);
    }
    let output = test.run(&["check", "--format", "json"]).stdout;
    let value: serde_json::Value = serde_json::from_str(&output).unwrap();
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
            // An example shows as much of a repository as it needs.
            if row.name != "not-read" {
                found.remove("not-read");
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
    for entry in std::fs::read_dir(project_root().join("docs/findings")).unwrap() {
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
