//! Lists of outputs that name what is not ours.

use super::at_once;
use crate::support::test::{LIST, PLAN, Test};

/// Adds an entry to the list of outputs.
fn claim(sandbox: &Test, path: &str, text: &[u8]) {
    use sha2::Digest as _;
    let digest: String = sha2::Sha256::digest(text)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let row = serde_json::json!({ "path": path, "sha256": digest });
    sandbox.edit(LIST, "{}]}", &format!("{row},\n{{}}]}}"));
}

#[test]
fn a_list_does_not_make_files_ours() {
    let head = "# Written by drplan: do not edit; change the plan and run `drplan build`.\n";
    let mine = format!("{head}# tier t of plan p\nkind: x\n");
    let sandbox = Test::built();
    for (path, text) in [
        ("src/main.rs", "fn main() {}\n"),
        ("dr/p.drplan", PLAN),
        ("dr/p/mine.drplan", mine.as_str()),
        ("dr/p/notes.yaml", "mine: true\n"),
        (
            "dr/p/c/backup/other.yaml",
            "# tier t of plan p\nmine: true\n",
        ),
        ("dr/q/c/backup/store-s.yaml", mine.as_str()),
        ("clusters/c/drplan-p.yaml.bak", mine.as_str()),
        ("clusters/c/drplan-q.yaml", mine.as_str()),
        ("clusters/d/drplan-p.yaml", "mine: true\n"),
        (
            "clusters/d/drplan-p.yaml",
            "# Written by drplan: do not edit\n# cluster d of plan pq\n",
        ),
        ("report.html", "<!doctype html>Written by drplan"),
        (".github/workflows/ci.yml", "on: push\n"),
        (".git/hooks/pre-commit", "#!/bin/sh\n"),
        ("README.md", ""),
    ] {
        // With the right digest it is a lie that drplan wrote it, with another one that it did once.
        for digest_of in [text.as_bytes(), b"another"] {
            let had = std::fs::read(sandbox.at(path)).ok();
            sandbox.write(path, text);
            claim(&sandbox, path, digest_of);
            let may_be_edited = digest_of == b"another" && EDITABLE.contains(&path);
            if may_be_edited {
                sandbox
                    .run(&["build"])
                    .code(4)
                    .says(&format!("hand-edited: {path}"));
                sandbox
                    .run(&["build", "--overwrite-edited"])
                    .code(0)
                    .says(&format!("left {path}"));
            } else {
                let ran = sandbox.run(&["build", "--overwrite-edited"]).code(0);
                let ran = ran.never_says("removed ");
                let said = ran.text().replace(['\n', ' ', '│'], "");
                assert!(
                    said.contains("outputs-not-owned") && said.contains(path),
                    "{ran:?}"
                );
            }
            assert_eq!(sandbox.read(path), text, "{path}");
            sandbox
                .run(&["build", "--check"])
                .code(0)
                .never_says("outputs-not-owned");
            match had {
                Some(had) => sandbox.write(path, had),
                None => std::fs::remove_file(sandbox.at(path)).unwrap(),
            }
        }
    }
    // Without the flag too: nothing of it goes, and the list is put right.
    sandbox.write("src/main.rs", "fn main() {}\n");
    claim(&sandbox, "src/main.rs", b"fn main() {}\n");
    sandbox.run(&["check"]).code(0).says("outputs-not-owned");
    sandbox
        .run(&["build", "--check"])
        .code(4)
        .says("outputs-not-owned");
    sandbox.run(&["build"]).code(0).says("outputs-not-owned");
    assert_eq!(sandbox.read("src/main.rs"), "fn main() {}\n");
    assert!(!sandbox.read(LIST).contains("src/main.rs"));
}

/// Places at which a plan may own a file, so that one of another content may be an edit.
const EDITABLE: [&str; 3] = [
    "dr/p/notes.yaml",
    "dr/p/c/backup/other.yaml",
    "clusters/d/drplan-p.yaml",
];

#[test]
fn what_a_list_may_name_goes_when_the_plan_does_not_need_it() {
    // The other side of the same rule: a stage file of a cluster that is gone, in any folder.
    let sandbox = Test::built();
    sandbox.edit(
        "dr/p.drplan",
        "region r }\nstore",
        "region r; path gitops/c }\nstore",
    );
    sandbox
        .run(&["build"])
        .code(0)
        .says("removed clusters/c/drplan-p.yaml");
    assert!(!sandbox.at("clusters").exists(), "empty folders go too");
    assert!(sandbox.at("gitops/c/drplan-p.yaml").exists());
}

#[test]
fn a_file_without_a_head_is_not_ours_at_any_place() {
    // The list names a user's file at a place that the plan wants now.
    let sandbox = Test::built();
    let mine = "dr/p/c/backup/snapshots-ebs.yaml";
    sandbox.write(mine, "mine: true\n");
    claim(&sandbox, mine, b"mine: true\n");
    sandbox.edit(
        "dr/p.drplan",
        "tier t {",
        "snapshots ebs { driver d }\ntier t {",
    );
    for flags in [&["build"][..], &["build", "--overwrite-edited"]] {
        sandbox.run(flags).code(4).says("unowned file in the way");
        assert_eq!(sandbox.read(mine), "mine: true\n");
    }
}

#[test]
fn odd_lists_are_read_or_written_anew() {
    let big = format!(
        "{{\"files\":[{}{{}}]}}",
        "{\"path\":\"a\",\"sha256\":\"b\"},".repeat(300_000)
    );
    let deep = "[".repeat(200_000);
    let odd = [
        "../../etc/passwd",
        "/etc/passwd",
        "..\\\\..\\\\x.yaml",
        "dr/p/\\u0000.yaml",
        "dr/p/\\u202e.yaml",
        "",
        ".",
        "dr/p",
        "dr/p/",
        "dr/p//x.yaml",
        "dr/./p/x.yaml",
        "DR/P/X.YAML",
        "dr/p/\\ud83d\\ude00.yaml",
        "dr/p/\\n::error::.yaml",
    ];
    let rows: String = odd
        .iter()
        .map(|path| format!("{{\"path\":\"{path}\",\"sha256\":\"0\"}},\n"))
        .collect();
    let odd = format!("{{\"files\":[\n{rows}{rows}{{}}]}}\n");
    for list in [
        "",
        "{}",
        "null",
        "[]",
        "{\"files\":7}",
        "\u{feff}{}",
        &odd,
        &big,
        &deep,
        "{\"files\":[{\"path\":{}}]}",
    ] {
        let sandbox = Test::built();
        let good = sandbox.tree();
        sandbox.write(LIST, list);
        let ran = at_once(&sandbox, &["build"]);
        assert_eq!(
            ran.code,
            Some(0),
            "{}",
            &ran.text()[..ran.text().len().min(2_000)]
        );
        assert!(!ran.text().contains('\u{202e}') && !ran.text().contains("\n::error"));
        assert_eq!(good, sandbox.tree());
    }
    // Bytes that are no text.
    let sandbox = Test::built();
    let good = sandbox.tree();
    sandbox.write(LIST, b"\xff\xfe\x00{");
    sandbox.run(&["build"]).code(0).says("cannot be read");
    assert_eq!(good, sandbox.tree());
}
