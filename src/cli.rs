//! The command door: arguments in, exit codes out. All IO of the program is in `cli/io`.

mod args;
mod build;
mod check;
mod conflict;
mod drift;
mod explain;
mod failover;
mod fmt;
mod init;
mod io;
mod old;
#[cfg(test)]
mod one_analysis;
mod outputs;
mod owned;
mod report;
mod show;
mod simulate;
mod write;

use crate::driver::Compilation;
use args::{Args, Command};
use clap::{CommandFactory as _, Parser as _};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Exit codes: one table for all verbs, never changed by a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Done.
    Ok = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// Bad usage, or a plan for another version.
    Usage = 2,
    /// No `.drplan` file was found.
    NoPlan = 3,
    /// Out of date, or edited by hand.
    OutOfDate = 4,
    /// A fault of drplan.
    Internal = 70,
    /// The operating system refused to read or write.
    Io = 74,
}

impl Exit {
    /// `--exit-zero` hides what the plan is judged by, never a failure to judge.
    fn or_zero(self, zero: bool) -> Self {
        if zero && matches!(self, Exit::Findings | Exit::OutOfDate) {
            Exit::Ok
        } else {
            self
        }
    }

    /// The one that counts, of two plans or files: what could not be judged before what was judged
    /// and is wrong.
    fn worst(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Exit::Ok => 0,
            Exit::OutOfDate => 1,
            Exit::Findings => 2,
            Exit::NoPlan => 3,
            Exit::Usage => 4,
            Exit::Io => 5,
            Exit::Internal => 6,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; their text is printed either way.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() {
                Exit::Usage as u8
            } else {
                0
            });
        }
    };
    let exit = attempt(|| run(&args));
    ExitCode::from(exit.or_zero(args.exit_zero) as u8)
}

/// Does one thing, and says where it failed: the next one is done all the same.
fn attempt(work: impl FnOnce() -> anyhow::Result<Exit>) -> Exit {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            let _ = writeln!(std::io::stderr(), "drplan: {error:#}");
            Exit::Io
        }
        Err(_) => {
            let _ = writeln!(
                std::io::stderr(),
                "drplan: internal fault, please report it with the plan that shows it"
            );
            Exit::Internal
        }
    }
}

/// Finds, reads and compiles a plan; `None` where there is no `.drplan` file.
fn compiled(args: &Args, plan: Option<&Path>) -> anyhow::Result<Option<Compilation>> {
    let Some(loaded) = io::load(args, plan)? else {
        return Ok(None);
    };
    let today = io::today(args)?;
    let root = loaded.repository;
    Ok(Some(loaded.project.compile(today, |model| {
        io::look(root.as_ref(), &BTreeSet::new(), model)
    })))
}

fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(directory) = args.directory.as_deref().filter(|path| !path.is_dir()) {
        let directory = io::shown(directory);
        // It is said in any case: nothing else would say why nothing was done.
        let _ = writeln!(
            std::io::stderr(),
            "drplan: -C {directory}: there is no such folder"
        );
        return Ok(Exit::Usage);
    }
    match &args.command {
        Command::Check(verb) => check::run(args, verb),
        Command::Fmt(verb) => fmt::run(args, verb),
        Command::Build(verb) => build::run(args, verb),
        Command::Init(verb) => init::run(args, verb),
        Command::Explain(verb) => explain::run(args, verb),
        Command::Show(verb) => show::run(args, verb),
        Command::Simulate(verb) => simulate::run(args, verb),
        Command::Failover(verb) => failover::run(args, verb),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "drplan", &mut text);
            io::print(&String::from_utf8_lossy(&text))?;
            Ok(Exit::Ok)
        }
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut text)?;
            io::print(&String::from_utf8_lossy(&text))?;
            Ok(Exit::Ok)
        }
        Command::Version { json } => {
            let version = crate::driver::VERSION;
            io::print(&if *json {
                format!(
                    "{{\"name\":\"drplan\",\"version\":\"{version}\",\"output_version\":{}}}\n",
                    outputs::OUTPUT_VERSION
                )
            } else {
                format!("drplan {version}\n")
            })?;
            Ok(Exit::Ok)
        }
    }
}
