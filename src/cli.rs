//! The command line: arguments in, exit codes out. All IO of the program is in `cli/io`.

mod args;
mod build;
mod check;
mod conflict;
mod drift;
mod edit;
mod explain;
mod failover;
mod fmt;
mod init;
mod io;
mod judge;
mod neighbours;
mod old;
#[cfg(test)]
mod one_analysis;
mod outputs;
mod owned;
mod plan;
mod show;
mod simulate;
mod write;

use crate::output::answer;
use args::{Args, Command};
use clap::{CommandFactory as _, Parser as _};
use std::io::Write as _;
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
    let exit = match Args::try_parse() {
        Ok(mut args) => {
            let exit = match args.settle_format() {
                Ok(()) => attempt(&args, || run(&args)),
                Err(message) => refuse(&args, Exit::Usage, &message),
            };
            exit.or_zero(args.exit_zero)
        }
        Err(error) => {
            // Help and version are no errors; their text is printed as it is.
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::SUCCESS;
            }
            // The name of a stranger's file may hold what a terminal or a CI runner acts on: the
            // words are read again with that made visible.
            let words = io::arguments().into_iter().map(|word| io::line(&word));
            let error = Args::try_parse_from(words).err().unwrap_or(error);
            let message = error.render().to_string();
            let _ = write!(std::io::stderr(), "{message}");
            if asks_for_json() {
                let _ = io::print(&answer::failure(Exit::Usage as u8, message.trim_end()));
            }
            Exit::Usage
        }
    };
    ExitCode::from(exit as u8)
}

/// Whether arguments that cannot be read ask for JSON all the same.
fn asks_for_json() -> bool {
    let words: Vec<String> = io::arguments();
    let pairs = words.windows(2);
    words.iter().any(|word| word == "--format=json")
        || pairs.into_iter().any(|pair| pair == ["--format", "json"])
}

/// Does one thing; where it fails says why, and gives the exit code.
fn attempt(args: &Args, work: impl FnOnce() -> anyhow::Result<Exit>) -> Exit {
    caught(work).unwrap_or_else(|(exit, message)| refuse(args, exit, &message))
}

/// Does one thing; what fails has an exit code and a message.
fn caught<T>(work: impl FnOnce() -> anyhow::Result<T>) -> Result<T, (Exit, String)> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err((Exit::Io, format!("{error:#}"))),
        Err(_) => Err((
            Exit::Internal,
            "internal fault, please report it with the plan that shows it".to_owned(),
        )),
    }
}

/// Says why nothing was done, in the form that was asked for; `--quiet` hides no reason.
fn refuse(args: &Args, exit: Exit, message: &str) -> Exit {
    complain(message);
    if args.is_json() {
        let _ = io::print(&answer::failure(exit as u8, &io::line(message)));
    }
    exit
}

/// Says on standard error what could not be done, on one line: a word of it may be the name of a
/// stranger's file.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "drplan: {}", io::line(message));
}

fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(directory) = args.directory.as_deref().filter(|path| !path.is_dir()) {
        let directory = io::shown(directory);
        let message = format!("-C {directory}: there is no such folder");
        return Ok(refuse(args, Exit::Usage, &message));
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
        Command::Version(_) => {
            let version = crate::driver::VERSION;
            io::print(&if args.is_json() {
                format!(
                    "{{\"format_version\":1,\"name\":\"drplan\",\"version\":\"{version}\",\"output_version\":{}}}\n",
                    outputs::OUTPUT_VERSION
                )
            } else {
                format!("drplan {version}\n")
            })?;
            Ok(Exit::Ok)
        }
    }
}
