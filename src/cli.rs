//! The command door: arguments in, exit codes out. All IO of the program is in `cli/io.rs`.

mod args;
mod build;
mod check;
mod drift;
mod explain;
mod failover;
mod fmt;
mod init;
mod io;
mod outputs;
mod report;
mod show;
mod simulate;
mod write;

use crate::compile::Compilation;
use args::{Args, Command};
use clap::{CommandFactory as _, Parser as _};
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
    let zero = args.exit_zero;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&args)));
    let exit = match outcome {
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
    };
    ExitCode::from(exit.or_zero(zero) as u8)
}

/// Finds, reads and compiles a plan; `None` where there is no `.drplan` file.
fn compiled(args: &Args, plan: Option<&Path>) -> anyhow::Result<Option<Compilation>> {
    let Some(loaded) = io::load(args, plan)? else {
        return Ok(None);
    };
    let root = loaded.root;
    let today = io::today(args)?;
    Ok(Some(
        loaded
            .project
            .compile(today, |model| io::look(&root, model)),
    ))
}

fn run(args: &Args) -> anyhow::Result<Exit> {
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
            let version = crate::compile::VERSION;
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
