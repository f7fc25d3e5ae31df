//! The list of outputs line by line, and files with conflict markers.

use super::TWO;
use crate::support::test::{LIST, SCHEDULE, STAGE, Test};
use std::collections::{BTreeMap, BTreeSet};

/// Puts a conflict around a line of a file: that line against another one.
fn conflict(sandbox: &Test, path: &str, line: &str, other: &str) {
    let marked = format!("<<<<<<< HEAD\n{line}\n=======\n{other}\n>>>>>>> other\n");
    sandbox.edit(path, &format!("{line}\n"), &marked);
}

#[test]
fn a_listed_file_in_conflict_is_written_anew() {
    let good = Test::built().tree();
    for (path, line) in [
        (SCHEDULE, "kind: Schedule"),
        (STAGE, "kind: Kustomization"),
        (
            "dr/p/guarantees.lock",
            "# What plan p promises to each workload, and what is lost at worst.",
        ),
        ("dr/p/report.html", "<head>"),
    ] {
        // Both sides are whole files.
        let sandbox = Test::built();
        conflict(&sandbox, path, line, "theirs");
        sandbox
            .run(&["build", "--check"])
            .code(4)
            .says(&format!("in conflict: {path}"));
        sandbox
            .run(&["build"])
            .code(0)
            .says(&format!("resolved {path}"));
        assert_eq!(sandbox.tree(), good, "{path}");
        // One marker alone, as half a resolution leaves it.
        for marker in ["<<<<<<< HEAD\n", ">>>>>>> other\n"] {
            let sandbox = Test::built();
            sandbox.edit(path, &format!("{line}\n"), &format!("{line}\n{marker}"));
            sandbox
                .run(&["build"])
                .code(0)
                .says(&format!("resolved {path}"));
            assert_eq!(sandbox.tree(), good, "{path}");
        }
    }
}

#[test]
fn an_edit_beside_the_markers_stays_an_edit() {
    let sandbox = Test::built();
    conflict(&sandbox, SCHEDULE, "kind: Schedule", "theirs");
    sandbox.edit(SCHEDULE, "spec:\n", "spec:\n  paused: true\n");
    let before = sandbox.tree();
    sandbox
        .run(&["build", "--check"])
        .code(4)
        .says(&format!("hand-edited: {SCHEDULE}"));
    sandbox.run(&["build"]).code(4).says("hand-edited");
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["build", "--overwrite-edited"]).code(0);
    sandbox.run(&["build", "--check"]).code(0);
    // A file that nobody lists is nobody's, markers or not.
    let sandbox = Test::built();
    let mine = "dr/p/c/backup/snapshots-ebs.yaml";
    sandbox.write(mine, "<<<<<<< HEAD\nmine: true\n=======\n>>>>>>> x\n");
    sandbox.edit(
        "dr/p.drplan",
        "tier t {",
        "snapshots ebs { driver d }\ntier t {",
    );
    sandbox
        .run(&["build", "--overwrite-edited"])
        .code(4)
        .says("unowned file in the way");
}

#[test]
fn a_marker_in_the_list_stops_nothing() {
    let good = Test::built().tree();
    for at in 0..6 {
        let sandbox = Test::built();
        let text = sandbox.read(LIST);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(at.min(lines.len()), "<<<<<<< HEAD");
        sandbox.write(LIST, lines.join("\n") + "\n");
        sandbox
            .run(&["build", "--check"])
            .code(4)
            .says(&format!("in conflict: {LIST}"));
        sandbox.edit("dr/p.drplan", "keep 7d", "keep 11d");
        sandbox.run(&["build"]).code(0);
        sandbox.edit("dr/p.drplan", "keep 11d", "keep 7d");
        sandbox.run(&["build"]).code(0);
        assert_eq!(sandbox.tree(), good, "{at}");
        // An edit is still seen.
        let text = sandbox.read(LIST);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(1, "<<<<<<< HEAD");
        sandbox.write(LIST, lines.join("\n") + "\n");
        sandbox.edit(SCHEDULE, "spec:\n", "spec:\n  paused: true\n");
        sandbox.run(&["build"]).code(4).says("hand-edited");
    }
}

#[test]
fn a_line_of_the_list_changes_with_its_file_alone() {
    let lines =
        |sandbox: &Test| -> Vec<String> { sandbox.read(LIST).lines().map(str::to_owned).collect() };
    let sandbox = Test::git().file("dr/p.drplan", TWO);
    sandbox.run(&["build"]).code(0);
    let before = lines(&sandbox);
    // Lines above, comments, another order, another file of the plan: no object changes.
    sandbox.edit("dr/p.drplan", "plan p\n", "# A comment.\n\n\nplan p\n");
    sandbox.run(&["build", "--check"]).code(0);
    let text = sandbox.read("dr/p.drplan");
    let (plan, rest) = text.split_at(text.find("store s").unwrap());
    sandbox.write("dr/p.drplan", rest);
    sandbox.write("dr/a.drplan", plan);
    sandbox.run(&["build", "--check"]).code(0);
    assert_eq!(lines(&sandbox), before);
    // Files that come, go and change are lines that do, and no others are.
    let files = |sandbox: &Test| -> BTreeMap<String, Vec<u8>> {
        let mut tree: BTreeMap<_, _> = sandbox.tree().into_iter().collect();
        tree.retain(|path, _| path != LIST && !path.ends_with(".drplan"));
        tree
    };
    let old = files(&sandbox);
    sandbox.edit(
        "dr/p.drplan",
        "tier hot {",
        "snapshots ebs { driver d }\ntier hot {",
    );
    sandbox.run(&["build"]).code(0);
    let (after, new) = (lines(&sandbox), files(&sandbox));
    let paths = |lines: &[String], others: &[String]| -> BTreeSet<String> {
        let changed = lines.iter().filter(|line| !others.contains(line));
        changed
            .map(|line| line.split('"').nth(3).unwrap_or_default().to_owned())
            .collect()
    };
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed: BTreeSet<String> = names
        .into_iter()
        .filter(|path| old.get(*path) != new.get(*path))
        .cloned()
        .collect();
    let mut listed = paths(&before, &after);
    listed.extend(paths(&after, &before));
    assert_eq!(listed, changed);
    assert!(
        changed.len() > 4 && changed.len() < new.len(),
        "{changed:?}"
    );
    let value: serde_json::Value = serde_json::from_str(&sandbox.read(LIST)).unwrap();
    assert_eq!(value["plan"], "p");
    assert_eq!(value["directory"], "dr");
    let row = value["files"].as_array().unwrap().iter();
    let blocks: Vec<&str> = row.filter_map(|row| row["block"].as_str()).collect();
    assert!(
        blocks.contains(&"tier hot") && blocks.contains(&"cluster d"),
        "{blocks:?}"
    );
    assert!(!sandbox.read(LIST).contains(".drplan:"));
}

#[test]
fn a_list_of_an_earlier_form_is_taken_over() {
    let sandbox = Test::built();
    let good = sandbox.tree();
    let value: serde_json::Value = serde_json::from_str(&sandbox.read(LIST)).unwrap();
    let rows: Vec<String> = value["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["path"].is_string())
        .map(|row| {
            format!(
                "  {{\"path\":{},\"sha256\":{},\"objects\":[],\"source\":\"dr/p.drplan:4\"}}",
                row["path"], row["sha256"]
            )
        })
        .collect();
    let old = format!(
        "{{\"tool\":\"drplan 0.1.0\",\"output_version\":1,\"files\":[\n{}\n]}}\n",
        rows.join(",\n")
    );
    sandbox.write(LIST, &old);
    sandbox
        .run(&["build", "--check"])
        .code(4)
        .says(&format!("changed: {LIST}"));
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    sandbox.run(&["build"]).code(0);
    sandbox.edit("dr/p.drplan", "keep 8d", "keep 7d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(sandbox.tree(), good);
}
