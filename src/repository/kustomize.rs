//! What `kustomize build` and Flux make of a path, from the files of the repository alone.
//!
//! Every value keeps where it was written, also where a patch or a transformer brings it. What kustomize
//! refuses is a [`Fault`]; what only a program or another place knows is [`Unseen`], and the objects are
//! what is known without it.

mod accumulate;
mod config;
mod default_names;
mod defaults;
mod fields;
mod file;
mod generate;
mod hash;
mod images;
mod json_patch;
mod layer;
mod load;
mod marks;
mod merge;
mod merge_keys;
mod patch;
mod references;
mod replace;
mod resource;
mod result;
mod scope;
mod select;
mod target;
mod transform;

use super::files::Files;
use super::tree::Tree;
use super::yaml::Node;
pub use result::{Build, Fault, Object, Unseen};
pub(super) use select::may_select;
pub(super) use target::Builder;

/// One mapping with another one over it, as Helm merges values: lists are replaced, and `null` removes.
/// `None` where they do not fit.
pub(super) fn merged(under: &Node, over: &Node) -> Option<Node> {
    merge::merge(Some(under), over, merge_keys::Shape::Other).ok()?
}

/// What `kustomize build` makes of a path.
pub fn build(tree: &dyn Tree, path: &str) -> Build {
    let files = Files::new(tree);
    Builder::new(&files, "").kustomize(path)
}

/// What Flux makes of a path.
pub fn build_as_flux(tree: &dyn Tree, path: &str) -> Build {
    let files = Files::new(tree);
    Builder::new(&files, "").flux(path, None)
}
