//! Everything that Flux applies to one cluster: from the path that it synchronises, along `spec.path`
//! of every Kustomization to those below, each with what its parents patch into it.

mod common;
mod effective;
mod generated;
mod instance;
mod own_source;
mod remote;
mod resource_set;
mod result;
mod substitute;
mod walk;

use super::tree::Tree;
pub use effective::Effective;
pub(super) use instance::source as source_of_instance;
pub(super) use own_source::Source;
pub use remote::Remote;
pub use result::{Applied, Cluster, Reads};
pub(super) use substitute::names;
pub(super) use walk::{walk, walk_stage};

/// What Flux applies to the cluster of a path.
pub fn read(tree: &dyn Tree, path: &str) -> Cluster {
    let files = super::files::Files::new(tree);
    let builder = super::kustomize::Builder::new(&files, "");
    walk(&files, &builder, path, &[])
}
