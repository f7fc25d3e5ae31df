//! Files that are not read, and why.

use crate::repository::yaml::Budget;

/// The bytes of all files that are read.
pub(super) const MAX_BYTES: usize = 48 << 20;
/// The files of one cluster.
pub(in crate::repository) const CLUSTER_FILES: usize = 2_000;
/// Directories that name each other in a row.
pub(in crate::repository) const MAX_CHAIN: usize = 100;

/// A file that was there and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// Where it is, below the root.
    pub path: String,
    /// Why not.
    pub reason: Reason,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is not valid YAML for kustomize.
    Broken,
    /// With it the files that are read would have too many bytes.
    Bytes,
    /// With it the documents that are read would be too large, each alias counted as what it names.
    Nodes,
    /// Too many files of its path were read before it.
    Files,
    /// Too many directories name each other on the way to it.
    Depth,
    /// It alone has more bytes than this, and its own number of them.
    Large(u64, u64),
    /// It is not UTF-8 text.
    Text,
    /// It is a symbolic link, or a folder that is one.
    Link,
}

impl Reason {
    /// Whether nobody has looked into the file; one that is broken is said where it matters.
    pub fn is_unseen(self) -> bool {
        match self {
            Self::Broken => false,
            Self::Bytes
            | Self::Nodes
            | Self::Files
            | Self::Depth
            | Self::Large(..)
            | Self::Text
            | Self::Link => true,
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Broken | Self::Text => "write it as YAML in UTF-8",
            Self::Link => {
                "put the file itself in the place of the link: Flux leaves links out of what it fetches from Git"
            }
            Self::Bytes | Self::Nodes | Self::Files | Self::Depth | Self::Large(..) => {
                "make such a file smaller, or move it out of the paths that the plan names and that Flux applies"
            }
        }
    }

    /// The limit or the fault, in words.
    pub fn words(self) -> String {
        match self {
            Self::Broken => "it is not valid YAML for kustomize".to_owned(),
            Self::Bytes => format!(
                "drplan reads at most {} MiB of files in one run",
                MAX_BYTES >> 20
            ),
            Self::Nodes => format!(
                "drplan reads at most {} values and {} MiB of text in one run, and an alias counts as the values that it stands for",
                Budget::RUN.nodes,
                Budget::RUN.text >> 20
            ),
            Self::Files => format!("drplan reads at most {CLUSTER_FILES} files of a cluster"),
            Self::Depth => format!(
                "drplan follows at most {} directories that name each other in a row",
                MAX_CHAIN
            ),
            Self::Large(limit, bytes) => {
                format!("it has {bytes} bytes, and at most {limit} of a file are read")
            }
            Self::Text => "it is not UTF-8 text".to_owned(),
            Self::Link => "it is a symbolic link, and links are not followed".to_owned(),
        }
    }
}
