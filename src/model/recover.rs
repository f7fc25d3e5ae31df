//! How state survives.

use super::value::{Duration, Name, Rate, ShareOfDay};
use crate::source::{Span, Spanned};

/// The kinds of survival, in the order in which a namespace of several takes its set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// CSI snapshot.
    Snapshot,
    /// Files of running pods.
    FileBackup,
    /// A dump into a volume.
    Dump,
    /// The application replicates.
    Replication,
    /// The operator replicates.
    Operator,
    /// Another tool copies it.
    Elsewhere,
    /// Nothing is copied.
    Rebuild,
}

impl Method {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Method::Snapshot => "snapshot",
            Method::FileBackup => "file-backup",
            Method::Dump => "dump",
            Method::Replication => "replication",
            Method::Operator => "operator",
            Method::Elsewhere => "elsewhere",
            Method::Rebuild => "rebuild",
        }
    }

    /// Whether something else copies the data, so that Velero copies the objects alone.
    pub fn copies_objects_alone(self) -> bool {
        match self {
            Method::Replication | Method::Operator | Method::Elsewhere => true,
            Method::Snapshot | Method::FileBackup | Method::Dump | Method::Rebuild => false,
        }
    }

    /// Whether Velero copies volumes.
    pub fn copies_volumes(self) -> bool {
        match self {
            Method::Snapshot | Method::FileBackup | Method::Dump => true,
            Method::Replication | Method::Operator | Method::Elsewhere | Method::Rebuild => false,
        }
    }
}

/// A method with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recover {
    /// CSI snapshot.
    Snapshot,
    /// Files of running pods.
    FileBackup,
    /// A dump into a volume.
    Dump(Box<Dump>),
    /// The application replicates.
    Replication(Box<Replication>),
    /// The operator replicates.
    Operator(Box<Operator>),
    /// Another tool copies it.
    Elsewhere(Box<Elsewhere>),
    /// Nothing is copied.
    Rebuild,
}

impl Recover {
    /// The kind.
    pub fn method(&self) -> Method {
        match self {
            Recover::Snapshot => Method::Snapshot,
            Recover::FileBackup => Method::FileBackup,
            Recover::Dump(_) => Method::Dump,
            Recover::Replication(_) => Method::Replication,
            Recover::Operator(_) => Method::Operator,
            Recover::Elsewhere(_) => Method::Elsewhere,
            Recover::Rebuild => Method::Rebuild,
        }
    }
}

/// Parameters of a built-in recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookParameters {
    /// The recipe.
    pub recipe: Spanned<Box<str>>,
    /// The container.
    pub container: Spanned<Name>,
    /// The database user.
    pub user: Option<Spanned<Box<str>>>,
    /// The database.
    pub database: Option<Spanned<Box<str>>>,
    /// A file that holds the password.
    pub secret: Option<Spanned<Box<str>>>,
    /// How long it may take.
    pub timeout: Option<Spanned<Duration>>,
    /// Whether the hook stands in the Schedule, and by which labels it finds the pods there.
    pub via_schedule: Option<PodLabels>,
}

/// Labels by which a Schedule finds pods; empty where it goes by their names.
pub type PodLabels = Vec<(Box<str>, Box<str>)>;

/// A dump into a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// The volume.
    pub into: Spanned<Name>,
    /// Where it is mounted.
    pub path: Option<Spanned<Box<str>>>,
    /// The recipe.
    pub hook: HookParameters,
}

/// A copy that the application keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// The engine.
    pub engine: Spanned<Box<str>>,
    /// Where the copy lives.
    pub region: Spanned<Box<str>>,
    /// Its address.
    pub address: Spanned<Box<str>>,
    /// How far it may be behind.
    pub lag: Spanned<Duration>,
    /// How it becomes the original.
    pub promote: Option<Promote>,
}

/// How a standby becomes the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promote {
    /// The statement.
    pub sql: Spanned<Box<str>>,
    /// The Secret with the credentials.
    pub secret: Option<Spanned<Name>>,
    /// The client's image.
    pub image: Option<Spanned<Box<str>>>,
}

/// A copy that the operator keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The operator.
    pub name: Spanned<Box<str>>,
    /// The region of its archive or standby.
    pub region: Spanned<Box<str>>,
    /// Whether that is an archive; else it is a standby.
    pub archive: Option<Spanned<Box<str>>>,
    /// The address of the standby.
    pub address: Option<Spanned<Box<str>>>,
    /// How far it may be behind.
    pub lag: Spanned<Duration>,
    /// What the operator fetches of its archive.
    pub download: Option<Spanned<Rate>>,
    /// The longest time between two base backups in its archive.
    pub base: Option<Spanned<Duration>>,
    /// What is archived each day, as a share of the size.
    pub change: Option<Spanned<ShareOfDay>>,
    /// The statement.
    pub span: Span,
}

/// A copy that another tool makes, of which drplan knows what the author states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// What it is called.
    pub tool: Spanned<Name>,
    /// The most data, in time, that may be lost with its copy.
    pub rpo: Spanned<Duration>,
    /// Until it has brought the data again.
    pub ready: Spanned<Duration>,
}
