//! Readers outside the test binary: PyYAML in both its forms, and kubectl.
//!
//! Each reads a whole stream of documents in one process. A YAML 1.2 library reads back what any
//! library writes, so only a YAML 1.1 reader finds a string that lost its quotes.

use crate::support::kubectl;
use std::io::{Seek, Write};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Prints every document as JSON. A value or key that is not what JSON has is marked, so that a
/// date or a number in the place of a string cannot pass for one.
const SCRIPT: &str = r#"
import json, sys, yaml
def plain(v):
    if isinstance(v, dict):
        return {k if isinstance(k, str) else "not a string: %r" % (k,): plain(w) for k, w in v.items()}
    if isinstance(v, list):
        return [plain(w) for w in v]
    if v is None or isinstance(v, (str, bool, int, float)):
        return v
    return "not JSON: %r" % (v,)
loader = getattr(yaml, sys.argv[1])
text = sys.stdin.buffer.read().decode("utf-8")
json.dump([plain(d) for d in yaml.load_all(text, Loader=loader)], sys.stdout)
"#;

/// A reader and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// PyYAML, its own parser (`SafeLoader`) or libyaml (`CSafeLoader`).
    Python(&'static str),
    /// kubectl, which reads as the API server does.
    Kubectl,
}

impl Reader {
    pub(super) const ALL: [Self; 3] = [
        Self::Python("SafeLoader"),
        Self::Python("CSafeLoader"),
        Self::Kubectl,
    ];

    /// Says whether this computer has the reader.
    pub(super) fn is_there(self) -> bool {
        match self {
            Self::Python(loader) => Command::new("python3")
                .args(["-c", &format!("import yaml; yaml.{loader}")])
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success()),
            Self::Kubectl => kubectl::is_here(),
        }
    }

    /// What the reader understands of a stream of documents, or its complaint.
    pub(super) fn read(self, stream: &str) -> Result<Vec<Value>, String> {
        match self {
            Self::Python(loader) => {
                let output = run("python3", &["-c", SCRIPT, loader], stream)?;
                serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
            }
            Self::Kubectl => {
                // `label --local` asks no server and takes objects of any kind.
                let args = [
                    "label",
                    "--local=true",
                    "-f",
                    "-",
                    "read=back",
                    "-o",
                    "json",
                ];
                let output = run("kubectl", &args, stream)?;
                serde_json::Deserializer::from_slice(&output.stdout)
                    .into_iter::<Value>()
                    .collect::<Result<_, _>>()
                    .map_err(|error| error.to_string())
            }
        }
    }
}

fn run(program: &str, args: &[&str], input: &str) -> Result<Output, String> {
    // A file as standard input cannot block on a reader that answers before it has read all.
    let mut file = tempfile::tempfile().map_err(|error| error.to_string())?;
    file.write_all(input.as_bytes())
        .map_err(|error| error.to_string())?;
    file.rewind().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(args)
        .stdin(file)
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        Ok(output)
    } else {
        Err(format!(
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}
