//! cluster-path-empty: a primary at whose path Flux has nothing, beside folders that Flux applies.

use crate::diag::near::nearest;
use crate::diag::{Diags, Safety, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLUSTER_PATH_EMPTY,
    check,
};

/// This many folders are named.
const NAMED: usize = 5;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        // A path with a typing error is `spelled-otherwise`.
        let misspelled = cx.inventory.spelling.clusters.contains_key(&cluster.id);
        let Some(synced) = cx.inventory.synced.get(&cluster.id).filter(|_| !misspelled) else {
            continue;
        };
        let (path, name) = (cluster.path(), cluster.stated_name().as_str());
        let span = cluster
            .path
            .as_ref()
            .map_or(cluster.name.span, |path| path.span);
        let mut diag = LINT
            .diag(span, format!("Flux applies nothing at `{path}`, the path of cluster `{name}`"))
            .about([subjects::of_cluster(cluster.id)])
            .label("Flux would not apply the manifests that are written there: no backup is made, and nothing fails");
        for (folder, file) in synced.iter().take(NAMED) {
            diag = diag.because(format!("`{file}` shows that Flux applies `{folder}`"));
        }
        if synced.len() > NAMED {
            diag = diag.because(format!("and {} more", synced.len() - NAMED));
        }
        let folders: Vec<&str> = synced.keys().map(String::as_str).collect();
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let inside = folders
            .iter()
            .find(|folder| folder.ends_with(&format!("/{path}")));
        let meant = inside.copied().or_else(|| {
            let ends: Vec<String> = folders.iter().map(|folder| last(folder)).collect();
            let near = nearest(&last(&path), ends.iter().map(String::as_str))?;
            let at = ends.iter().position(|end| end == near)?;
            folders.get(at).copied()
        });
        let only = folders.first().copied().filter(|_| folders.len() == 1);
        let write = match (&cluster.path, meant.or(only)) {
            (Some(path), Some(meant)) => {
                diag = diag.fix(path.span, meant, Safety::Review);
                format!("write `path {meant}`")
            }
            (None, Some(meant)) => format!("write `path {meant}`"),
            (_, None) => {
                "write the path of the folder that Flux applies to this cluster".to_owned()
            }
        };
        out.push(diag.help(format!(
            "{write} in cluster `{name}`; for a new cluster, run `flux bootstrap` with this path first"
        )));
    }
}
