//! What is left when a run ends too early, and how the next one goes on.

use crate::support::test::{LIST, SCHEDULE, Test, ran};

#[test]
fn what_killed_runs_leave_is_removed_and_nothing_else() {
    let sandbox = Test::built();
    let good = sandbox.tree();
    let left = [
        "dr/p/.0123456789abcdef.drplan-new",
        "dr/p/c/backup/.fedcba9876543210.drplan-new",
        "clusters/c/.00000000000000aa.drplan-new",
    ];
    for path in left {
        sandbox.write(path, "half");
    }
    let others = [
        "dr/p/.notes.drplan-new",
        "dr/p/0123456789abcdef.drplan-new",
        "dr/.0123456789abcdef.drplan-new",
        "elsewhere/.0123456789abcdef.drplan-new",
    ];
    for path in others {
        sandbox.write(path, "mine");
    }
    std::fs::create_dir(sandbox.at("dr/p/.aaaaaaaaaaaaaaaa.drplan-new")).unwrap();
    sandbox.link("../p.drplan", "dr/p/.bbbbbbbbbbbbbbbb.drplan-new");
    // A run that is alive holds its own.
    let held = "dr/p/.cccccccccccccccc.drplan-new";
    sandbox.write(held, "half");
    let lock = std::fs::File::open(sandbox.at(held)).unwrap();
    lock.lock().unwrap();
    sandbox.run(&["build", "--check"]).code(0);
    assert!(sandbox.at(left[0]).exists(), "a check removes nothing");
    sandbox.run(&["build"]).code(0);
    for path in left {
        assert!(!sandbox.at(path).exists(), "{path} is left");
    }
    for path in others.into_iter().chain([held]) {
        assert!(sandbox.at(path).exists(), "{path} is gone");
    }
    assert!(sandbox.at("dr/p/.aaaaaaaaaaaaaaaa.drplan-new").is_dir());
    assert!(sandbox.at("dr/p/.bbbbbbbbbbbbbbbb.drplan-new").is_symlink());
    drop(lock);
    sandbox.run(&["build"]).code(0);
    assert!(!sandbox.at(held).exists());
    for path in others {
        std::fs::remove_file(sandbox.at(path)).unwrap();
    }
    std::fs::remove_dir(sandbox.at("dr/p/.aaaaaaaaaaaaaaaa.drplan-new")).unwrap();
    std::fs::remove_file(sandbox.at("dr/p/.bbbbbbbbbbbbbbbb.drplan-new")).unwrap();
    assert_eq!(sandbox.tree(), good);
    // `fmt` looks after the folder that it writes to.
    sandbox.write("dr/.0123456789abcdef.drplan-new", "half");
    sandbox.edit("dr/p.drplan", "rpo 1h", "rpo   1h");
    sandbox.run(&["fmt"]).code(0);
    assert_eq!(sandbox.tree(), good);
}

#[test]
fn a_limit_on_the_size_of_files_spoils_nothing() {
    let sandbox = Test::built();
    let good = sandbox.tree();
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    for blocks in [0, 1, 4, 16] {
        for trap in ["", "trap '' XFSZ; "] {
            let line = format!("{trap}ulimit -f {blocks}; exec \"$0\" build --today 2026-11-25");
            let mut command = std::process::Command::new("/bin/bash");
            command
                .args(["-c", &line])
                .arg(assert_cmd::cargo::cargo_bin("drplan"));
            let output = command
                .current_dir(sandbox.path())
                .env_clear()
                .output()
                .unwrap();
            let ran = ran(&output);
            assert!(matches!(ran.code, None | Some(0 | 74)), "{ran:?}");
            for (name, bytes) in sandbox.tree() {
                let half = name.ends_with(".drplan-new");
                assert!(half || !bytes.is_empty(), "{name} is empty");
            }
        }
    }
    sandbox.run(&["build"]).code(0);
    sandbox.edit("dr/p.drplan", "keep 8d", "keep 7d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(sandbox.tree(), good);
}

#[test]
fn a_list_of_a_build_under_way_is_gone_on_from() {
    // What a kill leaves: every file of both builds, the new ones not written yet.
    let sandbox = Test::built();
    let (old, list) = (sandbox.read(SCHEDULE), sandbox.read(LIST));
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    sandbox.run(&["build"]).code(0);
    let good = sandbox.tree();
    let digest = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let rows = value["files"].as_array().unwrap().clone();
        let row = rows
            .into_iter()
            .find(|row| row["path"] == SCHEDULE)
            .unwrap();
        row["sha256"].as_str().unwrap().to_owned()
    };
    let now = sandbox.read(LIST);
    let (before, after) = (digest(&list), digest(&now));
    for was in [
        format!("\"{before}\""),
        format!("[\"{before}\"]"),
        format!("[\"0\",\"{before}\"]"),
    ] {
        let both = format!("\"sha256\":\"{after}\",\"was\":{was}");
        sandbox.write(LIST, now.replace(&format!("\"sha256\":\"{after}\""), &both));
        sandbox.write(SCHEDULE, &old);
        sandbox
            .run(&["build", "--check"])
            .code(4)
            .says(&format!("changed: {SCHEDULE}"));
        sandbox.run(&["build"]).code(0);
        assert_eq!(sandbox.tree(), good);
    }
}
