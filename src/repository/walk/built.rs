//! What a path brings, with what is not known of it.

use super::object::Object;
use crate::repository::words::contains_word;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Bytes of patches that are searched for names of objects: a third of a second of work.
const MAX_SEARCHED: usize = 256 << 20;

/// Everything that a path brings.
#[derive(Debug, Clone, Default)]
pub(in crate::repository) struct Built {
    /// Its objects, those of lists one by one.
    pub(in crate::repository) objects: Vec<Object>,
    /// Whether that is all of them.
    pub(in crate::repository) whole: bool,
    /// Texts of patches.
    pub(in crate::repository) patches: BTreeSet<Rc<str>>,
    /// Bytes of them that were searched.
    searched: Cell<usize>,
    /// Names whose number of pods is set.
    pub(in crate::repository) scaled: Vec<String>,
    /// Images that are replaced.
    pub(in crate::repository) images: Vec<String>,
    /// Whether a kustomization.yaml puts its objects into a namespace, whatever they say.
    pub(in crate::repository) moves: bool,
    /// The namespaces that they are put into so.
    pub(in crate::repository) spaces: BTreeSet<String>,
    /// Whether a Component puts what others bring into a namespace: where it ends is not followed.
    pub(in crate::repository) strays: bool,
    /// Whether a kustomization.yaml gives labels to what it brings.
    pub(in crate::repository) labels: bool,
    /// Files of objects that were read.
    pub(in crate::repository) files: Vec<String>,
    /// Files that kustomize refuses, or that are listed and do not exist, each with why: with one of
    /// them nothing of the path is applied. Those of nested Flux Kustomizations are left out: they
    /// may come from another repository.
    pub(in crate::repository) faults: BTreeMap<String, String>,
}

impl Built {
    /// Whether a patch names an object, so that it may be other than its file says. Where more
    /// would have to be searched than is, it may.
    pub(in crate::repository) fn patches_object(&self, object: &Object) -> bool {
        let mut patches = self.patches.iter();
        patches.any(|text| {
            let searched = self.searched.get().saturating_add(text.len());
            self.searched.set(searched);
            searched > MAX_SEARCHED
                || contains_word(text, object.kind())
                || contains_word(text, object.name())
        })
    }

    /// Objects of a kind that no patch names.
    pub(in crate::repository) fn plain<'b>(
        &'b self,
        kind: &'b str,
    ) -> impl Iterator<Item = &'b Object> {
        let mut objects = self.objects.iter();
        std::iter::from_fn(move || {
            objects.find(|object| object.kind() == kind && !self.patches_object(object))
        })
    }
}
