//! Identity: a number for everything that a plan declares.
//!
//! `lower` gives the numbers, in the order in which names are declared. Nothing that works with a
//! plan finds a thing again by its name, its place or its address: one namespace may live in two
//! primaries, and then a name alone means both.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A number that stands for a declaration.
pub trait Id: Copy + Ord {
    /// From its place in the order of declarations.
    fn new(index: usize) -> Self;
    /// Its place in the order of declarations.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident),+ $(,)?) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Id for $name {
            fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// A `cluster` block.
    ClusterId,
    /// A `store` block.
    StoreId,
    /// A `snapshots` block.
    SnapshotsId,
    /// A `tier` block.
    TierId,
    /// A `platform` block.
    PlatformId,
    /// A `namespace` block, which may name several namespaces.
    BlockId,
    /// A `hook` block.
    HookId,
    /// A `drill` block.
    DrillId,
}

/// A namespace of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamespaceId {
    /// The block that names it.
    pub block: BlockId,
    /// Which of the names of the block.
    pub index: u32,
}

/// A workload of a block: one declaration for every namespace that the block names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkloadId {
    /// The block that declares it.
    pub block: BlockId,
    /// Which of the workloads of the block.
    pub index: u32,
}

impl WorkloadId {
    /// The workload that stands at an index of its block.
    pub fn new(block: BlockId, index: usize) -> Self {
        Self {
            block,
            index: u32::try_from(index).unwrap_or(u32::MAX),
        }
    }
}

/// A volume of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VolumeId {
    /// The workload that declares it.
    pub workload: WorkloadId,
    /// Which of the volumes of the workload.
    pub index: u32,
}

impl VolumeId {
    /// The volume that stands at an index of its workload.
    pub fn new(workload: WorkloadId, index: usize) -> Self {
        Self {
            workload,
            index: u32::try_from(index).unwrap_or(u32::MAX),
        }
    }
}

/// What has a name in a plan.
pub trait Named {
    /// The name.
    fn name(&self) -> &str;
}

/// The declarations of one kind, in their order. One that could not be read has an id and no entry,
/// so that what refers to it is left out in silence.
pub struct Table<I, T> {
    rows: Vec<Option<Arc<T>>>,
    ids: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    /// Room for so many declarations, none of them read yet.
    pub fn with_room_for(count: usize) -> Self {
        Self {
            rows: vec![None; count],
            ids: PhantomData,
        }
    }

    /// Enters a declaration; the first of an id stays.
    pub fn enter(&mut self, id: I, value: T) {
        if let Some(row) = self.rows.get_mut(id.index()) {
            row.get_or_insert_with(|| Arc::new(value));
        }
    }

    /// Enters a declaration that has no name of its own, and gives it an id.
    pub fn append(&mut self, make: impl FnOnce(I) -> T) -> I {
        let id = I::new(self.rows.len());
        self.rows.push(Some(Arc::new(make(id))));
        id
    }

    /// Changes a declaration that could be read.
    pub fn change(&mut self, id: I, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        if let Some(Some(row)) = self.rows.get_mut(id.index()) {
            change(Arc::make_mut(row));
        }
    }

    /// The declaration of an id; `None` where it could not be read.
    pub fn get(&self, id: I) -> Option<&Arc<T>> {
        self.rows.get(id.index())?.as_ref()
    }

    /// Every declaration that could be read, in the order of the plan.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.rows.iter().flatten()
    }

    /// How many declarations could be read.
    pub fn len(&self) -> usize {
        self.values().count()
    }

    /// Whether none could be read.
    pub fn is_empty(&self) -> bool {
        self.values().next().is_none()
    }

    /// The declaration of a name that people have typed.
    pub fn named(&self, name: &str) -> Option<&Arc<T>>
    where
        T: Named,
    {
        self.values().find(|value| value.name() == name)
    }
}

impl<I, T> Clone for Table<I, T> {
    fn clone(&self) -> Self {
        Self {
            rows: self.rows.clone(),
            ids: PhantomData,
        }
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            ids: PhantomData,
        }
    }
}

impl<I, T: PartialEq> PartialEq for Table<I, T> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<I, T: Eq> Eq for Table<I, T> {}

impl<I, T: fmt::Debug> fmt::Debug for Table<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows.iter().flatten()).finish()
    }
}
