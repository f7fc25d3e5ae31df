//! kubectl, where this computer has it.

use std::path::Path;
use std::process::Command;

/// Whether this computer has it.
pub fn is_here() -> bool {
    Command::new("kubectl")
        .args(["version", "--client"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// What its kustomize makes of a directory; an error is what it says.
pub fn kustomize(flags: &[&str], directory: &Path) -> Result<String, String> {
    let output = Command::new("kubectl")
        .arg("kustomize")
        .args(flags)
        .arg(directory)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}
