//! Where the walk of a cluster begins.

use super::{Walk, is_flux};
use crate::repository::cluster::instance;
use crate::repository::cluster::own_source::Source;
use crate::repository::cluster::result::Applied;
use crate::repository::tree::join;
use crate::repository::yaml::{Node, Position};

impl Walk<'_> {
    /// The path of the cluster: the Kustomization that applies it may stand in it.
    pub(super) fn start(&mut self, path: &str) {
        let first = self.builder.flux(path, None);
        let syncs = first.objects.iter().filter(|object| {
            let own = object.node.at(&["spec", "path"]).and_then(Node::text);
            is_flux(&object.node) && own.and_then(|own| join("", own)).as_deref() == Some(path)
        });
        // Where several do, the one that `flux bootstrap` writes.
        let sync =
            syncs.min_by_key(|object| object.node.text_at(&["metadata", "name"]) != "flux-system");
        let instance = first.objects.iter().find_map(|object| {
            let of_instance = object.node.text_at(&["kind"]) == "FluxInstance";
            let sync = object.node.at(&["spec", "sync"]).filter(|_| of_instance)?;
            let own = join("", sync.text_at(&["path"]))?;
            let namespace = object.node.text_at(&["metadata", "namespace"]);
            (own == path).then(|| {
                let node = instance::sync(self.builder, &object.node, sync, namespace);
                Applied::of(&node, &object.file, None)
            })
        });
        let root = match (sync, instance) {
            (Some(sync), _) => Applied::of(&sync.node, &sync.file, None),
            (None, Some(root)) => root,
            (None, None) => Applied::unnamed(path, Node::map(Vec::new(), Position::default())),
        };
        if !root.name.is_empty() {
            self.own = Some(Source::of(&root.spec, &root.namespace));
            self.seen
                .insert((root.namespace.clone(), root.name.clone()));
        }
        self.cluster.kustomizations.push(Applied {
            path: path.to_owned(),
            ..root
        });
        self.build(0);
    }

    /// A stage, which no object of the repository is.
    pub(super) fn start_stage(&mut self, path: &str, spec: &Node) {
        let root = Applied::unnamed(path, spec.clone());
        self.cluster.kustomizations.push(root);
        self.build(0);
    }
}
