//! Odd shapes of repositories and of file systems: nothing waits, nothing panics, nothing is spoilt.

use super::reads::{pipe, with_workload};
use super::{SECRET, at_once, outside, untouched};
use crate::support::test::{LIST, PLAN, SCHEDULE, STAGE, Test};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// Runs a program that this user may not be allowed to; whether it went well.
fn may(program: &str, args: &[&str]) -> bool {
    let output = Command::new(program).args(args).output();
    output.is_ok_and(|output| output.status.success())
}

#[test]
fn work_trees_and_submodules_are_repositories() {
    // `.git` is a file there.
    let sandbox = Test::git().file("dr/p.drplan", PLAN);
    sandbox.run(&["build"]).code(0);
    sandbox.commit();
    let beside = Test::new();
    let tree = beside.at("tree").display().to_string();
    sandbox.git_run(&["worktree", "add", "-q", &tree, "HEAD"]);
    beside.run_in("tree", &["build", "--check"]).code(0);
    beside.run_in("tree/dr", &["build", "--check"]).code(0);
    beside.write("tree/dr/p.drplan", PLAN.replace("keep 7d", "keep 8d"));
    beside.run_in("tree", &["build"]).code(0);
    assert!(beside.at("tree").join(LIST).exists());
    // A submodule is a repository of its own, and ends where it ends.
    let outer = Test::git().file("secret.drplan", SECRET);
    let inner = outer.at("sub");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join(".git"), "gitdir: ../.git/modules/sub\n").unwrap();
    outer.write(
        "sub/dr/p.drplan",
        format!("{PLAN}use \"../../secret.drplan\"\n"),
    );
    outer
        .run_in("sub", &["check"])
        .code(1)
        .says("use-not-found")
        .never_says("hunter2");
    // `.git` that is a link, as tools of one's own make it, and what is behind it stays closed.
    let linked = Test::new().file("dr/p.drplan", PLAN);
    linked.link(sandbox.at(".git"), ".git");
    linked.run(&["build"]).code(0);
    linked.link("../.git/config", "dr/zz.drplan");
    linked.run(&["check"]).code(1).says("link-outside");
}

#[test]
fn the_folder_of_outputs_is_anything() {
    for place in ["dr/p", "dr/p/c", "clusters", "clusters/c"] {
        // A file, a pipe and a link to nothing, to itself, and to the plan's own folder.
        for shape in ["file", "pipe", "nothing", "itself", "own"] {
            let sandbox = Test::git().file("plans/p.drplan", PLAN);
            match shape {
                "file" => sandbox.write(place, "mine"),
                "pipe" => pipe(&sandbox, place),
                "nothing" => sandbox.link("nowhere", place),
                "itself" => sandbox.link(place.rsplit('/').next().unwrap(), place),
                _ => sandbox.link(sandbox.at("plans"), place),
            }
            let before = sandbox.tree();
            let ran = at_once(&sandbox, &["build", "plans", "--overwrite-edited"]);
            assert!(matches!(ran.code, Some(4 | 74)), "{place} {shape}: {ran:?}");
            let now = sandbox.tree();
            for file in &before {
                assert!(now.contains(file), "{place} {shape}: {} changed", file.0);
            }
        }
    }
}

#[test]
fn a_target_that_is_a_folder_is_left() {
    for place in [SCHEDULE, STAGE, "dr/p/report.html"] {
        let sandbox = Test::built();
        std::fs::remove_file(sandbox.at(place)).unwrap();
        sandbox.write(&format!("{place}/mine"), "mine");
        sandbox
            .run(&["build", "--overwrite-edited"])
            .code(4)
            .says("not a file, in the way");
        assert_eq!(sandbox.read(&format!("{place}/mine")), "mine");
    }
    let sandbox = Test::built();
    std::fs::remove_file(sandbox.at(LIST)).unwrap();
    sandbox.write(&format!("{LIST}/mine"), "mine");
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, Some(74), "{ran:?}");
}

#[test]
fn devices_and_the_kernels_own_files_are_not_read() {
    for target in [
        "/dev/zero",
        "/dev/full",
        "/dev/stdin",
        "/proc/self/mem",
        "/proc/kmsg",
        "/proc/self/fd/0",
    ] {
        let sandbox = Test::git()
            .file("dr/p.drplan", with_workload())
            .file("apps/a/kustomization.yaml", "resources: [x.yaml]\n");
        sandbox.link(target, "dr/zz.drplan");
        sandbox.link(target, "apps/a/x.yaml");
        sandbox.link(target, "clusters/c/y.yaml");
        at_once(&sandbox, &["check"]).code(1).says("link-outside");
        std::fs::remove_file(sandbox.at("dr/zz.drplan")).unwrap();
        at_once(&sandbox, &["check"]).says("files-not-read");
    }
    // A device in the repository itself, where this user may make one.
    let sandbox = Test::git().file("dr/p.drplan", with_workload());
    let device = sandbox.at("dr/d.drplan").display().to_string();
    if may("mknod", &[&device, "c", "1", "5"]) {
        at_once(&sandbox, &["check"]).code(1).says("not-a-file");
        std::fs::remove_file(&device).unwrap();
    }
    std::fs::create_dir_all(sandbox.at("apps/a")).unwrap();
    let device = sandbox
        .at("apps/a/kustomization.yaml")
        .display()
        .to_string();
    if may("mknod", &[&device, "c", "1", "5"]) {
        at_once(&sandbox, &["check"])
            .code(1)
            .says("manifest-not-readable");
    }
    // The folder of a run is none of a repository.
    let user = Test::new();
    let ran = at_once(&user, &["check", "/proc/self"]);
    assert!(matches!(ran.code, Some(3 | 74)), "{ran:?}");
    let ran = at_once(&user, &["check", "/dev/zero"]);
    assert!(matches!(ran.code, Some(1..=3 | 74)), "{ran:?}");
}

#[test]
fn folders_with_very_many_names_are_walked() {
    let sandbox = Test::git().file("dr/p.drplan", with_workload());
    for number in 0..20_000 {
        let folder = ["apps/a", "clusters/c", "dr", "dr/p"][number % 4];
        if number < 4 {
            std::fs::create_dir_all(sandbox.at(folder)).unwrap();
        }
        std::fs::File::create(sandbox.at(&format!("{folder}/f{number}"))).unwrap();
    }
    let web = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n";
    sandbox.write("apps/a/web.yaml", web);
    at_once(&sandbox, &["check"]).code(0);
    at_once(&sandbox, &["build"]).code(0);
    at_once(&sandbox, &["build", "--check"]).code(0);
    // Deep folders, deeper than any path that the system takes at once.
    let sandbox = Test::git().file("dr/p.drplan", PLAN);
    let mut deep = sandbox.at("clusters/c");
    for _ in 0..100 {
        deep.push("d".repeat(30));
    }
    std::fs::create_dir_all(&deep).unwrap();
    at_once(&sandbox, &["build"]).code(0);
}

#[test]
fn names_of_every_kind_lie_beside_what_is_read() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = Test::git().file("dr/p.drplan", with_workload());
    for folder in ["apps/a", "clusters/c", "dr", "dr/p/c/backup"] {
        std::fs::create_dir_all(sandbox.at(folder)).unwrap();
        for name in [
            &b"\xff\xfe.yaml"[..],
            b"a\nb.yaml",
            b"a\x1b[2J.yaml",
            b"\n::error::x.yaml",
            "\u{202e}lmay.a.yaml".as_bytes(),
            b"$(touch x).yaml",
            b"-rf.yaml",
            b" .yaml",
            b"A.yaml",
            b"a.yaml",
            b"DRPLAN-P.YAML",
            b"con.yaml",
        ] {
            let path = sandbox.at(folder).join(std::ffi::OsStr::from_bytes(name));
            std::fs::write(path, b"kind: [\n").unwrap();
        }
    }
    for verb in [&["check"][..], &["build"], &["build", "--check"], &["fmt"]] {
        let ran = at_once(&sandbox, verb).code(0);
        for odd in ["\u{1b}[2J", "\n::error", "\u{202e}"] {
            assert!(!ran.text().contains(odd), "{verb:?}: {ran:?}");
        }
    }
}

#[test]
fn twins_that_differ_in_case_are_two_files() {
    // On Linux they are; the plan's own name is the one that counts.
    let sandbox = Test::built();
    let twin = SCHEDULE.replace("schedule-", "Schedule-");
    sandbox.write(&twin, "mine");
    sandbox.write("DR/P/report.html", "mine");
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(sandbox.read(&twin), "mine");
    assert_eq!(sandbox.read("DR/P/report.html"), "mine");
    // `.GIT` is Git's where file systems do not tell cases apart.
    let sandbox = Test::git().file("dr/p.drplan", PLAN);
    sandbox.write(".GIT/hooks/x.drplan", "TOKEN=hunter2\n");
    sandbox.write(
        "dr/p.drplan",
        format!("{PLAN}use \"../.GIT/hooks/x.drplan\"\n"),
    );
    sandbox
        .run(&["check"])
        .code(1)
        .says("use-not-found")
        .never_says("hunter2");
}

#[test]
fn folders_that_cannot_be_written_spoil_nothing() {
    let sandbox = Test::built();
    let good = sandbox.tree();
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    let folder = sandbox.at("dr/p/c/backup");
    // Whoever may write everywhere is held by a flag of the file system, where there is one.
    let target = folder.display().to_string();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let flagged = may("chattr", &["+i", &target]);
    let ran = sandbox.run(&["build"]);
    if ran.code != Some(0) {
        assert_eq!(ran.code, Some(74), "{ran:?}");
        ran.says("cannot write");
        assert_eq!(sandbox.read(SCHEDULE).as_bytes(), of(&good, SCHEDULE));
    }
    if flagged {
        assert!(may("chattr", &["-i", &target]));
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.run(&["build"]).code(0);
    sandbox.edit("dr/p.drplan", "keep 8d", "keep 7d");
    sandbox.run(&["build"]).code(0);
    assert_eq!(sandbox.tree(), good);
}

fn of<'t>(tree: &'t [(String, Vec<u8>)], path: &str) -> &'t [u8] {
    &tree.iter().find(|(name, _)| name == path).unwrap().1
}

#[test]
fn a_full_disk_spoils_nothing() {
    // A small file system in memory, where this user may mount one.
    let home = Test::new();
    let disk = home.at("disk");
    std::fs::create_dir(&disk).unwrap();
    let place = disk.display().to_string();
    if !may(
        "mount",
        &["-t", "tmpfs", "-o", "size=400k", "tmpfs", &place],
    ) {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    let unmount = Unmount(place);
    std::fs::create_dir(disk.join(".git")).unwrap();
    home.write("disk/dr/p.drplan", PLAN);
    home.run_in("disk", &["build"]).code(0);
    let good = home.tree();
    home.write("disk/dr/p.drplan", PLAN.replace("keep 7d", "keep 8d"));
    for blocks in [0_usize, 1, 2, 5, 9, 14] {
        // Full but for some blocks.
        let filler = disk.join("filler");
        let mut size = 400 << 10;
        while size > 0 && std::fs::write(&filler, vec![0; size]).is_err() {
            size -= 4_096;
        }
        let _ = std::fs::write(&filler, vec![0; size.saturating_sub(blocks << 12)]);
        let ran = home.run_in("disk", &["build"]);
        assert!(matches!(ran.code, Some(0 | 74)), "{blocks}: {ran:?}");
        for (name, bytes) in home.tree() {
            assert!(!bytes.is_empty() || name.ends_with("filler"), "{name}");
            assert!(!name.contains(".drplan-new"), "{blocks}: {name} is left");
        }
        std::fs::remove_file(&filler).unwrap();
    }
    home.run_in("disk", &["build"]).code(0);
    home.write("disk/dr/p.drplan", PLAN);
    home.run_in("disk", &["build"]).code(0);
    assert_eq!(home.tree(), good);
    drop(unmount);
}

struct Unmount(String);

impl Drop for Unmount {
    fn drop(&mut self) {
        may("umount", &[&self.0]);
    }
}

#[test]
fn the_folder_of_outputs_becomes_a_link_while_a_build_runs() {
    // Also of the list, which is written first and last.
    let outside = outside();
    let sandbox = Test::git().file("plans/p.drplan", PLAN);
    sandbox.run(&["build", "plans"]).code(0);
    let (folder, aside) = (sandbox.at("dr/p"), sandbox.at("dr/q"));
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let _ = std::fs::rename(&folder, &aside);
                let _ = std::os::unix::fs::symlink(outside.path(), &folder);
                std::thread::yield_now();
                let _ = std::fs::remove_file(&folder);
                let _ = std::fs::rename(&aside, &folder);
                std::thread::sleep(std::time::Duration::from_micros(700));
            }
        });
        for round in 0..30 {
            let text = PLAN.replace("keep 7d", &format!("keep {}d", 8 + round));
            sandbox.write("plans/p.drplan", text);
            let ran = sandbox.run(&["build", "plans"]);
            assert!(matches!(ran.code, Some(0..=4 | 74)), "{ran:?}");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    untouched(&outside);
}
