//! Writes a plan as large as a fleet: `cargo run --example fleet -- NAMESPACES CLUSTERS DIR`.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

mod fleet;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [namespaces, clusters, dir] = arguments.as_slice() else {
        return refuse("usage: fleet NAMESPACES CLUSTERS DIR");
    };
    let (Ok(namespaces), Ok(clusters)) = (namespaces.parse(), clusters.parse()) else {
        return refuse("NAMESPACES and CLUSTERS are whole numbers");
    };
    match write(
        &fleet::Fleet {
            namespaces,
            clusters,
        },
        Path::new(dir),
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("{dir}: {error}")),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a program of its own, and writing is all it does"
)]
fn write(fleet: &fleet::Fleet, dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, text) in fleet.files() {
        std::fs::write(dir.join(name), text)?;
    }
    Ok(())
}

/// Says why not; where that cannot be said either, the exit code does.
fn refuse(why: &str) -> ExitCode {
    let _: io::Result<()> = writeln!(io::stderr(), "{why}");
    ExitCode::from(64)
}
