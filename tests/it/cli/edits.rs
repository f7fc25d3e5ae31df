//! Files that are edited in place, by `fmt` and `failover`: what is kept of them, and what a change of
//! somebody else at the same time comes to.

use crate::support::test::{LIST, SCHEDULE, Test};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt};

const MESSY: &str = "plan   x\n";
const NEAT: &str = "plan x\n";

fn mode(sandbox: &Test, path: &str) -> u32 {
    std::fs::symlink_metadata(sandbox.at(path)).unwrap().mode() & 0o7777
}

#[test]
fn fmt_keeps_the_mode_of_a_file() {
    for bits in [0o600, 0o640, 0o644, 0o755, 0o400] {
        let sandbox = Test::git().file("dr/p.drplan", MESSY);
        std::fs::set_permissions(sandbox.at("dr/p.drplan"), PermissionsExt::from_mode(bits))
            .unwrap();
        sandbox.run(&["fmt"]).code(0);
        assert_eq!(sandbox.read("dr/p.drplan"), NEAT);
        assert_eq!(mode(&sandbox, "dr/p.drplan"), bits, "{bits:o}");
    }
    // And its owner, where this user may give a file away.
    let sandbox = Test::git().file("dr/p.drplan", MESSY);
    let path = sandbox.at("dr/p.drplan");
    if std::os::unix::fs::chown(&path, Some(65534), Some(65534)).is_ok() {
        sandbox.run(&["fmt"]).code(0);
        let meta = std::fs::metadata(&path).unwrap();
        assert_eq!((meta.uid(), meta.gid()), (65534, 65534));
    }
}

#[test]
fn fmt_writes_where_a_link_leads() {
    // In one folder without Git, as well as through the folders of a repository.
    let sandbox = Test::new().file("real/r.drplan", MESSY);
    sandbox.link("real/r.drplan", "q.drplan");
    sandbox
        .run(&["fmt", "q.drplan"])
        .code(0)
        .says("formatted q.drplan");
    assert_eq!(sandbox.read("real/r.drplan"), NEAT);
    assert!(sandbox.at("q.drplan").is_symlink());
    let sandbox = Test::git()
        .file("org/tiers.drplan", MESSY)
        .file("dr/p.drplan", NEAT);
    sandbox.link("../org", "dr/way");
    sandbox.link("way/tiers.drplan", "dr/q.drplan");
    sandbox.run(&["fmt", "--check"]).code(4);
    sandbox.run(&["fmt"]).code(0);
    assert_eq!(sandbox.read("org/tiers.drplan"), NEAT);
    assert!(sandbox.at("dr/q.drplan").is_symlink());
    // A link that leads out is not written through, and its target is not read.
    let outside = Test::new().file("real", MESSY);
    let sandbox = Test::new();
    sandbox.link(outside.at("real"), "q.drplan");
    for args in [&["fmt", "q.drplan"][..], &["fmt"], &["fmt", "."]] {
        sandbox.run(args).code(1).says("link-outside");
    }
    assert_eq!(outside.read("real"), MESSY);
}

#[test]
fn a_hard_link_is_not_parted() {
    let sandbox = Test::git().file("dr/p.drplan", MESSY);
    std::fs::hard_link(sandbox.at("dr/p.drplan"), sandbox.at("hard")).unwrap();
    sandbox.run(&["fmt"]).code(74).says("hard links");
    sandbox.run(&["fmt", "--check"]).code(4);
    assert_eq!(sandbox.read("hard"), MESSY);
    assert_eq!(std::fs::metadata(sandbox.at("hard")).unwrap().nlink(), 2);
    // What it says helps.
    std::fs::copy(sandbox.at("dr/p.drplan"), sandbox.at("dr/copy")).unwrap();
    std::fs::rename(sandbox.at("dr/copy"), sandbox.at("dr/p.drplan")).unwrap();
    sandbox.run(&["fmt"]).code(0);
    assert_eq!(
        (
            sandbox.read("dr/p.drplan").as_str(),
            sandbox.read("hard").as_str()
        ),
        (NEAT, MESSY)
    );
    // Outputs are drplan's own, and may be replaced.
    let sandbox = Test::built();
    std::fs::hard_link(sandbox.at(SCHEDULE), sandbox.at("hard")).unwrap();
    let old = sandbox.read("hard");
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(sandbox.read("hard"), old);
}

const MOVES: &str = "plan p
cluster c { region r1 }
cluster d { recovers c; brings velero; region r2; standby cold }
store s { s3 b { region r1 }; replica w { region r2 } }
tier t { rpo 4h; keep 7d }
namespace a { tier t }
";

#[test]
fn failover_keeps_mode_and_link() {
    let sandbox = Test::git().file("org/plan.drplan", MOVES);
    std::fs::set_permissions(
        sandbox.at("org/plan.drplan"),
        PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    sandbox.link("../org/plan.drplan", "dr/p.drplan");
    sandbox.run(&["build"]).code(0);
    sandbox
        .run(&["failover", "begin"])
        .code(0)
        .says("edited dr/p.drplan");
    assert!(sandbox.read("org/plan.drplan").contains("mode"));
    assert!(sandbox.at("dr/p.drplan").is_symlink());
    assert_eq!(mode(&sandbox, "org/plan.drplan"), 0o600);
    sandbox.run(&["build", "--check"]).code(0);
    // A file with another name is refused before anything is written.
    let sandbox = Test::git().file("dr/p.drplan", MOVES);
    sandbox.run(&["build"]).code(0);
    std::fs::hard_link(sandbox.at("dr/p.drplan"), sandbox.at("hard")).unwrap();
    let before = sandbox.tree();
    sandbox
        .run(&["failover", "begin"])
        .code(74)
        .says("hard links");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn outputs_keep_their_mode() {
    let sandbox = Test::built();
    for path in [SCHEDULE, LIST] {
        std::fs::set_permissions(sandbox.at(path), PermissionsExt::from_mode(0o600)).unwrap();
    }
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(
        (mode(&sandbox, SCHEDULE), mode(&sandbox, LIST)),
        (0o600, 0o600)
    );
    assert_eq!(
        mode(&sandbox, "dr/p/report.html"),
        mode(&sandbox, "dr/p.drplan")
    );
}

/// Something that is done at the moment when a run has read everything and is about to write.
fn meanwhile(sandbox: &Test, args: &[&str], path: &str, text: &str) -> crate::support::expect::Ran {
    // The run waits for the lock of the repository, which it takes after it has read the plan.
    let lock = std::fs::File::open(sandbox.path()).unwrap();
    lock.lock().unwrap();
    let mut command = sandbox.command(args);
    command.stdout(std::process::Stdio::piped());
    command.stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(400));
    sandbox.write(path, text);
    drop(lock);
    crate::support::test::ran(&child.wait_with_output().unwrap())
}

#[test]
fn a_plan_that_somebody_edits_meanwhile_is_not_written_over() {
    let sandbox = Test::git().file("dr/p.drplan", MOVES);
    sandbox.run(&["build"]).code(0);
    let mine = format!("{MOVES}# a new line\n");
    let ran = meanwhile(&sandbox, &["failover", "begin"], "dr/p.drplan", &mine);
    ran.code(4).says("dr/p.drplan changed");
    assert_eq!(sandbox.read("dr/p.drplan"), mine);
    sandbox.run(&["build", "--check"]).code(0);
}

#[test]
fn builds_wait_for_each_other() {
    let sandbox = Test::built();
    let good = sandbox.tree();
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    // What another build did in the meantime is seen, since a build compares when it has the lock.
    let ran = meanwhile(&sandbox, &["build"], SCHEDULE, "edited: true\n");
    ran.code(4).says(&format!("hand-edited: {SCHEDULE}"));
    sandbox.run(&["build", "--overwrite-edited"]).code(0);
    sandbox.edit("dr/p.drplan", "keep 8d", "keep 7d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(sandbox.tree(), good);
    // A reader does not wait.
    let lock = std::fs::File::open(sandbox.path()).unwrap();
    lock.lock().unwrap();
    sandbox.run(&["build", "--check"]).code(0);
    sandbox.run(&["check"]).code(0);
}
