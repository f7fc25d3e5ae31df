//! Input that is small and means much: what it may cost, and what is said of it.
//!
//! The binary runs with a limit on its memory, which is the limit that `docs/limits.md` promises, and
//! with one on its time, which is wide: it shows only that nothing grows without end.

mod cron;
mod plans;
mod yaml;

use std::path::Path;
use std::process::{Command, Output};

/// What everything that is accepted must be compiled in.
pub const MEMORY: u64 = 300 << 20;

/// Runs the binary in a directory, with so many bytes of memory and seconds of a processor.
pub fn limited(directory: &Path, memory: u64, seconds: u64, arguments: &[&str]) -> Output {
    Command::new("sh")
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .arg("-c")
        .arg(format!(
            "ulimit -v {} && ulimit -t {seconds} && exec \"$0\" \"$@\"",
            memory >> 10
        ))
        .arg(assert_cmd::cargo::cargo_bin!("drplan"))
        .args(arguments)
        .output()
        .unwrap()
}

/// The names of the findings of `check`, within the limits.
#[track_caller]
pub fn findings(directory: &Path) -> Vec<String> {
    let output = limited(directory, MEMORY, 60, &["check", "--format", "json"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        panic!("{error}; {:?}: {complaint}", output.status)
    });
    let list = value["findings"].as_array().unwrap();
    let names = list.iter().map(|finding| finding["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

/// Writes a file and the directories above it.
pub fn write(directory: &Path, path: &str, text: &str) {
    let path = directory.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
