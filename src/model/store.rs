//! The `store` and `snapshots` blocks.

use super::id::{SnapshotsId, StoreId};
use super::tier::Scope;
use super::value::{Duration, Name, Rate};
use crate::source::{Span, Spanned};

/// A backup storage location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Which store it is.
    pub id: StoreId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// Whose bucket it is.
    pub provider: Provider,
    /// The bucket.
    pub bucket: Bucket,
    /// Its copy elsewhere.
    pub replica: Option<Replica>,
    /// What all backups together write.
    pub upload: Option<Spanned<Rate>>,
    /// What all restores together read.
    pub download: Option<Spanned<Rate>>,
    /// Secret and key that open it.
    pub credential: Option<Spanned<(Box<str>, Box<str>)>>,
    /// Objects that cannot be removed before their time.
    pub immutable: Option<Span>,
}

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// S3 or a compatible server.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
}

/// A bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: Spanned<Box<str>>,
    /// Its region.
    pub region: Option<Spanned<Box<str>>>,
    /// The directory of it.
    pub prefix: Option<Spanned<Box<str>>>,
    /// The key that it encrypts with.
    pub kms: Option<Spanned<Box<str>>>,
    /// Where that key lies, where its address does not say.
    pub kms_region: Option<Spanned<Box<str>>>,
    /// The address, where it is not the provider's own.
    pub url: Option<Spanned<Box<str>>>,
    /// How far what of it is outside of a lost region may be behind.
    pub lag: Option<Spanned<Duration>>,
}

/// The copy of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replica {
    /// The bucket; its region is always known, and its prefix is that of the main bucket where it
    /// names none. Its `lag` is how far it may be behind.
    pub bucket: Bucket,
}

/// A CSI driver and its class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshots {
    /// Which block it is.
    pub id: SnapshotsId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The driver.
    pub driver: Spanned<Box<str>>,
    /// The smallest loss that takes the snapshots with it.
    pub lives: Option<Spanned<Scope>>,
    /// The name of the class.
    pub class: Option<Spanned<Name>>,
    /// What happens to a snapshot when its object goes.
    pub deletion: Option<Spanned<Deletion>>,
    /// Parameters of the driver.
    pub parameters: Vec<Spanned<(Box<str>, Box<str>)>>,
}

impl Snapshots {
    /// The name of the VolumeSnapshotClass.
    pub fn class(&self) -> &Name {
        self.class
            .as_ref()
            .map_or(&self.name.value, |class| &class.value)
    }
}

/// What happens to a snapshot when its object goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// It stays.
    Retain,
    /// It goes too.
    Delete,
}
