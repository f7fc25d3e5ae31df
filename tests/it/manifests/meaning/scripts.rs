//! Runs the script of a Job as a container would, with a `curl` that answers as the API server does.

use serde_json::Value as Json;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// What a script has done.
pub(super) struct Ran {
    /// The ConfigMap that it wrote.
    pub(super) written: Option<Json>,
    /// The addresses that it asked, a line each.
    pub(super) asked: String,
    /// Whether it ended well.
    pub(super) succeeded: bool,
}

/// The command of a Job, as the kubelet gives it to the container.
pub(super) fn words(job: &Value) -> Vec<String> {
    let command = &job["spec"]["template"]["spec"]["containers"][0]["command"];
    let words = command.as_sequence().unwrap().iter();
    words
        .map(|word| crate::manifests::dollars::expanded(word.as_str().unwrap(), &[].into()))
        .collect()
}

/// Runs a command with a program in place of `curl`, which finds its answers as files below `$ANSWERS`, and writes there
/// what it is given (`written`) and what it is asked (`asked`).
pub(super) fn run(command: &[String], curl: &str, answers: &BTreeMap<&str, String>) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    for (name, text) in answers {
        std::fs::write(home.join(name), text).unwrap();
    }
    let stub = home.join("curl");
    std::fs::write(&stub, curl).unwrap();
    let mut mode = std::fs::metadata(&stub).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    std::fs::set_permissions(&stub, mode).unwrap();
    let done = Command::new(&command[0])
        .args(&command[1..])
        .env("PATH", format!("{}:/usr/bin:/bin", home.display()))
        .env("KUBERNETES_SERVICE_HOST", "fd00::1")
        .env("KUBERNETES_SERVICE_PORT", "443")
        .env("ANSWERS", home)
        .output()
        .unwrap();
    let written = std::fs::read_to_string(home.join("written")).ok();
    Ran {
        written: written.map(|text| serde_json::from_str(&text).unwrap()),
        asked: std::fs::read_to_string(home.join("asked")).unwrap_or_default(),
        succeeded: done.status.success(),
    }
}
