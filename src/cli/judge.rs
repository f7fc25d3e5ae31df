//! The findings of a plan: printed, and turned into an exit code.

use super::args::Args;
use super::{Exit, io};
use crate::diag::findings::{self as list, Finding};
use crate::driver::Compilation;
use crate::output::findings::{self, Counts, Format};
use anyhow::Result;

/// The exit code that the findings of a plan ask for.
pub(super) fn exit(args: &Args, done: &Compilation) -> Exit {
    let mut all = done.diags.iter();
    if all.any(|diag| diag.finding == &list::REQUIRES_NEWER) {
        Exit::Usage
    } else if done.diags.any(args.fail_on.severity()) {
        Exit::Findings
    } else {
        Exit::Ok
    }
}

/// The same for a move of a failover, which no promise that is broken stops: the more is lost, the less may
/// what is written wait for better arithmetic.
pub(super) fn exit_of_move(args: &Args, done: &Compilation) -> Exit {
    exit_without(args, done, Finding::is_promise)
}

/// The same for the plan before the move: its modes are what the move writes, and what is written is judged again.
pub(super) fn exit_before_move(args: &Args, done: &Compilation) -> Exit {
    exit_without(args, done, |finding| {
        finding.is_promise() || finding == &list::MODE_NOT_POSSIBLE
    })
}

fn exit_without(args: &Args, done: &Compilation, passes: impl Fn(&Finding) -> bool) -> Exit {
    let least = args.fail_on.severity();
    let mut all = done.diags.iter();
    let stops =
        done.diags.is_cut() || all.any(|diag| diag.severity() >= least && !passes(diag.finding));
    let exit = exit(args, done);
    if exit == Exit::Findings && !stops {
        return Exit::Ok;
    }
    exit
}

/// Prints the findings for people.
pub(super) fn print(args: &Args, done: &Compilation, format: Format) -> Result<()> {
    io::print(&findings::text(done, format, io::look_of(args)))
}

/// The same, and how many there are.
pub(super) fn print_and_count(args: &Args, done: &Compilation, format: Format) -> Result<()> {
    print(args, done, format)?;
    let counts = Counts::of(done);
    if !counts.is_nothing() {
        io::note(args, &counts.line());
    }
    Ok(())
}

/// Says on standard error how many findings a plan has, beside an answer that they must not bury.
pub(super) fn count(args: &Args, done: &Compilation) {
    let counts = Counts::of(done);
    if !counts.is_nothing() {
        let line = counts.line();
        io::note(args, &format!("{line}; `drplan check` shows them"));
    }
}
