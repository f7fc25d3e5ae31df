//! A directory of one test, and the binary as people run it there.
//!
//! ```text
//! Test::new()
//!     .plan(PLAN)
//!     .args(&["fmt", "--check"])
//!     .stderr("not formatted: p.drplan\n")
//!     .status(4);
//! ```
//!
//! The binary runs in the directory, without environment and on the day `TODAY`.

use super::expect::{Expect, Ran};
use assert_cmd::cargo::cargo_bin;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A small plan whose outputs lie in `dr/p`, with one stage file in `clusters/c`.
pub const PLAN: &str = "plan p\ncluster c { region r }\nstore s { s3 b { region r } }\ntier t { rpo 1h; keep 7d }\nnamespace a { tier t }\n";
/// The manifest of `PLAN` that tests edit.
pub const SCHEDULE: &str = "dr/p/c/backup/schedule-t-file-backup.yaml";
/// Its list of outputs.
pub const LIST: &str = "dr/p/.drplan-outputs.json";
/// Its stage file.
pub const STAGE: &str = "clusters/c/drplan-p.yaml";

pub struct Test {
    dir: TempDir,
}

impl Test {
    /// A directory without Git.
    pub fn new() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    /// A Git repository.
    pub fn git() -> Self {
        let sandbox = Self::new();
        sandbox.git_run(&["init", "-q", "-b", "main", "."]);
        sandbox
    }

    /// `PLAN` in `dr` of a Git repository, built.
    pub fn built() -> Self {
        let sandbox = Self::git().file("dr/p.drplan", PLAN);
        sandbox.run(&["build"]).code(0);
        sandbox
    }

    /// Writes `p.drplan`.
    pub fn plan(self, text: impl AsRef<[u8]>) -> Self {
        self.file("p.drplan", text)
    }

    /// Writes another `p.drplan`.
    pub fn plan_is(&self, text: &str) {
        self.write("p.drplan", text);
    }

    /// Writes a file.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The text of a file.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap()
    }

    /// Changes the text of a file.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not say {from}:\n{text}");
        self.write(path, text.replace(from, to));
    }

    /// A path in it.
    pub fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Makes a symbolic link.
    pub fn link(&self, target: impl AsRef<Path>, path: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }

    /// The binary, to be run here.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("drplan"));
        command.current_dir(self.path()).env_clear().args(args);
        command.args(["--today", crate::support::harness::TODAY]);
        command.stdin(Stdio::null());
        command
    }

    /// What a run of the binary must come to; `status` runs it.
    pub fn args(&self, args: &[&str]) -> Expect {
        Expect::new(self.command(args), args)
    }

    /// Runs the binary where a test looks at the result by itself.
    pub fn run(&self, args: &[&str]) -> Ran {
        ran(&self.command(args).output().unwrap())
    }

    /// Runs the binary in a directory below.
    pub fn run_in(&self, directory: &str, args: &[&str]) -> Ran {
        let mut command = self.command(args);
        command.current_dir(self.at(directory));
        ran(&command.output().unwrap())
    }

    /// Runs Git, and gives whether it was content and what it said.
    pub fn git_try(&self, args: &[&str]) -> (bool, String) {
        let output = Command::new("git")
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", "2026-11-25T00:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-25T00:00:00Z")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(args)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), text)
    }

    /// Runs Git, which must be content.
    #[track_caller]
    pub fn git_run(&self, args: &[&str]) -> String {
        let (ok, text) = self.git_try(args);
        assert!(ok, "git {args:?}: {text}");
        text
    }

    /// Commits everything.
    #[track_caller]
    pub fn commit(&self) {
        self.git_run(&["add", "-A"]);
        self.git_run(&["commit", "-q", "-m", "x"]);
    }

    /// Every file below the directory but those of Git, with its bytes; a link with its target.
    pub fn tree(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        walk(self.path(), self.path(), &mut found);
        found.sort();
        found
    }
}

/// What a run came to.
pub fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn walk(root: &Path, at: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(at).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let name = path.strip_prefix(root).unwrap();
        let name = name.to_string_lossy().into_owned();
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                walk(root, &path, found);
            }
        } else if kind.is_symlink() {
            let target = std::fs::read_link(&path).unwrap();
            found.push((name, target.to_string_lossy().into_owned().into_bytes()));
        } else if kind.is_file() {
            found.push((name, std::fs::read(&path).unwrap()));
        } else {
            found.push((name, b"odd".to_vec()));
        }
    }
}
