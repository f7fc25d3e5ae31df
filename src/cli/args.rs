//! The command line.

mod format;
mod options;

use crate::model::value::Date;
use crate::operate::Chosen;
use crate::output::{answer, findings};
use clap::{Args as ClapArgs, Parser, Subcommand};
pub(super) use options::{Color, FailOn};
use std::path::PathBuf;

/// A compiler for disaster-recovery plans on Kubernetes.
#[derive(Debug, Parser)]
#[command(name = "drplan", version, about)]
pub(super) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// Run as if started in this directory.
    #[arg(short = 'C', id = "chdir", global = true, value_name = "DIR")]
    pub(super) directory: Option<PathBuf>,
    /// How the report of the verb is printed; the same as `--format` after the verb.
    #[arg(
        long = "format",
        id = "format-before",
        value_name = "FORMAT",
        hide = true
    )]
    pub(super) format: Option<String>,
    /// The severity from which on findings fail.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "error",
        value_name = "SEVERITY"
    )]
    pub(super) fail_on: FailOn,
    /// The day that decides whether an `allow` has expired (default: today, in UTC).
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub(super) today: Option<Date>,
    /// Exit with 0 whatever the findings are.
    #[arg(long, global = true)]
    pub(super) exit_zero: bool,
    /// When to use colour.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN"
    )]
    pub(super) color: Color,
    /// Print findings alone.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

/// Reads a day.
fn day(text: &str) -> Result<Date, &'static str> {
    text.parse()
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say what is wrong with a plan.
    Check(Check),
    /// Lay plans out in the one canonical way.
    Fmt(Fmt),
    /// Write the manifests of a plan.
    Build(Build),
    /// Write a commented starter plan.
    Init(Init),
    /// Show the page of a finding, or where a value comes from.
    Explain(Explain),
    /// Show what the plan promises to each workload, and what is lost at worst.
    Show(Show),
    /// Show what the loss of a region at a moment does: who recovers from what, how old it is, and when.
    Simulate(Simulate),
    /// Move a recovery on by one reviewed commit: edits the `mode` statements and the outputs.
    Failover(Failover),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Print the version.
    Version(Version),
}

/// `check`.
#[derive(Debug, ClapArgs)]
pub(super) struct Check {
    /// A plan's directory, a file of it, or `-` for standard input (default: `.`, then `dr`).
    pub(super) paths: Vec<PathBuf>,
    /// How the findings are printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<findings::Format>,
}

/// `fmt`.
#[derive(Debug, ClapArgs)]
pub(super) struct Fmt {
    /// Files, directories, or `-` for standard input (default: `.`, then `dr`).
    pub(super) paths: Vec<PathBuf>,
    /// Write nothing; exit with 4 where a file is not laid out.
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing; print what would change.
    #[arg(long)]
    pub(super) diff: bool,
    /// The name under which standard input is reported.
    #[arg(long, value_name = "PATH", default_value = "<stdin>")]
    pub(super) stdin_filename: String,
    /// How the findings are printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<findings::Format>,
}

/// `build`.
#[derive(Debug, ClapArgs)]
pub(super) struct Build {
    /// A plan's directory, or a file of it (default: `.`, then `dr`).
    pub(super) plan: Option<PathBuf>,
    /// Write nothing; exit with 4 where a manifest is out of date.
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing; print what would change.
    #[arg(long)]
    pub(super) diff: bool,
    /// Where to write (default: the repository of the plan).
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write over manifests that were edited by hand.
    #[arg(long)]
    pub(super) overwrite_edited: bool,
    /// Remove the old outputs of a plan that is gone, or writes elsewhere now.
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["check", "diff", "out"])]
    pub(super) remove_old: Option<String>,
    /// How the findings are printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<findings::Format>,
}

/// `failover`.
#[derive(Debug, ClapArgs)]
pub(super) struct Failover {
    /// The move.
    #[command(subcommand)]
    pub(super) step: Step,
    /// How the findings are printed.
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<findings::Format>,
}

/// Which recovery a move is about.
#[derive(Debug, ClapArgs)]
pub(super) struct OfRecovery {
    /// The cluster that recovers, where there are several; a primary for a failback.
    #[arg(long, value_name = "CLUSTER")]
    cluster: Option<String>,
    /// The lost cluster, where one cluster recovers several.
    #[arg(long, value_name = "CLUSTER")]
    from: Option<String>,
}

impl OfRecovery {
    /// As the moves read it.
    pub(super) fn chosen(&self) -> Chosen<'_> {
        Chosen {
            cluster: self.cluster.as_deref(),
            from: self.from.as_deref(),
        }
    }
}

/// The moves.
#[derive(Debug, Subcommand)]
pub(super) enum Step {
    /// Begin a recovery, or a further run of one; fences the lost cluster.
    Begin {
        /// A plan's directory, or a file of it (default: `.`, then `dr`).
        plan: Option<PathBuf>,
        /// The recovery.
        #[command(flatten)]
        recovery: OfRecovery,
        /// The name of the run; each is used once.
        #[arg(long, value_name = "RUN")]
        run: Option<String>,
        /// The tier that failed; every later tier comes with it.
        #[arg(long, value_name = "TIER", value_delimiter = ',')]
        tier: Vec<String>,
        /// A backup that is taken instead of the newest of its Schedule.
        #[arg(long, value_name = "BACKUP", value_delimiter = ',')]
        backup: Vec<String>,
    },
    /// End a recovery: no Restore and no edge to one is left, and the cluster makes backups.
    Finish {
        /// A plan's directory, or a file of it (default: `.`, then `dr`).
        plan: Option<PathBuf>,
        /// The recovery.
        #[command(flatten)]
        recovery: OfRecovery,
    },
    /// Take `begin` back, before `finish`.
    Abort {
        /// A plan's directory, or a file of it (default: `.`, then `dr`).
        plan: Option<PathBuf>,
        /// The recovery.
        #[command(flatten)]
        recovery: OfRecovery,
    },
    /// Say what each cluster does now, as the plan states it.
    Status {
        /// A plan's directory, or a file of it (default: `.`, then `dr`).
        plan: Option<PathBuf>,
    },
}

/// `init`.
#[derive(Debug, ClapArgs)]
pub(super) struct Init {
    /// Where to write it (default: `dr`).
    pub(super) directory: Option<PathBuf>,
    /// What the plan is called (default: the name of the directory above).
    #[arg(long)]
    pub(super) name: Option<String>,
    /// How the answer is printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<answer::Format>,
}

/// `explain`.
#[derive(Debug, ClapArgs)]
pub(super) struct Explain {
    /// A finding, a value, a recipe, a statement, or `NAMESPACE[/KIND/NAME].VALUE`; without it, the list of what has a page.
    pub(super) what: Option<String>,
    /// A plan's directory, or a file of it (default: `.`, then `dr`).
    pub(super) plan: Option<PathBuf>,
    /// How the answer is printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<answer::Format>,
}

/// `show`.
#[derive(Debug, ClapArgs)]
pub(super) struct Show {
    /// A plan's directory, a file of it, or `-` for standard input (default: `.`, then `dr`).
    pub(super) plan: Option<PathBuf>,
    /// Only these columns, in this order.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// The column that rows are sorted by (default: the order of the plan).
    #[arg(long, value_name = "COLUMN")]
    pub(super) sort: Option<String>,
    /// How the answer is printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<answer::Format>,
}

/// `version`.
#[derive(Debug, ClapArgs)]
pub(super) struct Version {
    /// The same as `--format json`.
    #[arg(long)]
    pub(super) json: bool,
    /// How the answer is printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<answer::Format>,
}

/// `simulate`.
#[derive(Debug, ClapArgs)]
pub(super) struct Simulate {
    /// A plan's directory, or a file of it (default: `.`, then `dr`).
    pub(super) plan: Option<PathBuf>,
    /// The region that is lost, or one cluster alone.
    #[arg(long, value_name = "REGION")]
    pub(super) lose: String,
    /// When, as 2026-03-02T03:59, in UTC unless it says an offset.
    #[arg(long, value_name = "TIME")]
    pub(super) at: String,
    /// How the answer is printed.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<answer::Format>,
}
