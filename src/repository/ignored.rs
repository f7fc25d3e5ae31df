//! Files that a source of Flux leaves out of what it fetches, or that Git does: a Kustomization does not find them.
//!
//! Patterns are those of `.gitignore`, from `.sourceignore` files and from `spec.ignore` of the source, which
//! come last (source-controller 1.9, fluxcd/pkg `sourceignore`). What `.gitignore` leaves out is not committed with the
//! rest; for what the author wrote that is known to the author, and for what drplan writes it is not.

use super::brought::{Brought, Walks};
use super::cluster::{Cluster as Walked, Reads, source_of_instance};
use super::files::Files;
use super::kustomize::Builder;
use super::tree::inside;
use super::yaml::{Node, Position};
use crate::model::value::RepoPath;
use crate::model::{ClusterId, Model};
use crate::source::Spanned;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::{BTreeMap, BTreeSet};

/// The file with patterns of a folder.
const FILE: &str = ".sourceignore";
/// The same for what is committed at all.
const GIT: &str = ".gitignore";
/// Kinds of sources that leave files out.
const SOURCES: [&str; 3] = ["Bucket", "GitRepository", "OCIRepository"];

/// A path that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The path.
    pub path: String,
    /// The file that says so.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
    /// The pattern.
    pub pattern: String,
}

impl Ignored {
    /// Whether Git leaves it out, and not the source of Flux.
    pub fn by_git(&self) -> bool {
        self.file == GIT || self.file.ends_with("/.gitignore")
    }
}

struct List {
    rules: Gitignore,
    file: String,
    /// The line before the first of its patterns.
    above: u32,
}

impl List {
    fn new(folder: &str, text: &str, file: &str, at: Position) -> Option<Self> {
        let mut builder = GitignoreBuilder::new("");
        for line in text.lines() {
            // Patterns of a folder are seen from there.
            let line = seen_from(folder, line);
            // A line that is no pattern is no pattern for Flux either.
            let _ = builder.add_line(None, &line);
        }
        Some(Self {
            rules: builder.build().ok()?,
            file: file.to_owned(),
            above: at.line.saturating_sub(1),
        })
    }
}

fn seen_from(folder: &str, line: &str) -> String {
    if folder.is_empty() || line.trim().is_empty() || line.starts_with('#') {
        return line.to_owned();
    }
    let (not, pattern) = match line.strip_prefix('!') {
        Some(pattern) => ("!", pattern),
        None => ("", line),
    };
    let inner = pattern.trim_end_matches('/');
    match pattern.strip_prefix('/') {
        Some(pattern) => format!("{not}/{folder}/{pattern}"),
        None if inner.contains('/') => format!("{not}/{folder}/{pattern}"),
        None => format!("{not}/{folder}/**/{pattern}"),
    }
}

/// What each cluster needs and its source leaves out: its stages, its output, and the paths of the plan.
pub(super) fn of_clusters(
    (files, builder): (&Files<'_>, &Builder<'_>),
    model: &Model,
    (walks, brought): (&Walks, &Brought),
    (named, ours): (&[&Spanned<RepoPath>], &str),
) -> BTreeMap<ClusterId, Vec<Ignored>> {
    let any = |folder: &str| inside(folder, "kustomization.yaml");
    let clusters = model.clusters.values().map(|cluster| {
        let stages = format!("drplan-{}.yaml", model.plan.name.value);
        let stages = inside(&cluster.path(), &stages);
        let mut wanted = BTreeSet::from([
            stages.clone(),
            any(&format!("{ours}{}", cluster.name.value)),
            any(&format!("{ours}{}", cluster.stated_name())),
        ]);
        let parts: &[&str] = match cluster.recovers {
            None => &["backup/x.yaml"],
            Some(_) => &[
                "complete/x.yaml",
                "restore/x.yaml",
                "storage/x.yaml",
                "velero/x.yaml",
            ],
        };
        let parts = parts.iter();
        let parts = parts.map(|part| format!("{ours}{}/{part}", cluster.name.value));
        let written: BTreeSet<String> = parts.chain([stages]).collect();
        wanted.extend(written.iter().cloned());
        if cluster.recovers.is_some() {
            for path in named.iter().map(|path| path.value.as_str()) {
                wanted.insert(any(path));
                let built = brought.on(cluster.id, path);
                wanted.extend(built.iter().flat_map(|built| built.files.iter().cloned()));
            }
        }
        let stated = cluster
            .source
            .as_ref()
            .or(model.plan.gitops.flux.source.as_ref());
        let source = stated.map_or(("GitRepository", "flux-system"), |source| {
            (source.value.kind.kind(), &*source.value.name)
        });
        let walked = walks.get(&cluster.id);
        let mut left_out = read((files, builder), walked, source, &wanted);
        left_out.extend(by_lists(files, &written, &[], GIT));
        (cluster.id, left_out)
    });
    clusters
        .filter(|(_, ignored)| !ignored.is_empty())
        .collect()
}

/// Which of some files the source of a cluster leaves out. `source` is the one that the plan takes for
/// its stages, where the cluster shows no other.
fn read(
    (files, builder): (&Files<'_>, &Builder<'_>),
    walked: Option<&Walked>,
    source: (&str, &str),
    wanted: &BTreeSet<String>,
) -> Vec<Ignored> {
    let said = walked.map_or_else(Vec::new, |walked| {
        let mut said = of_source(files, walked, source);
        said.extend(of_instances(files, builder, walked));
        said
    });
    let said = said
        .iter()
        .filter_map(|(node, file)| List::new("", node.text().unwrap_or_default(), file, node.at));
    let said: Vec<List> = said.collect();
    by_lists(files, wanted, &said, FILE)
}

/// What lists leave out: those of folders, in files of a name, and after them these.
fn by_lists(
    files: &Files<'_>,
    wanted: &BTreeSet<String>,
    said: &[List],
    name: &str,
) -> Vec<Ignored> {
    let mut found = Vec::new();
    for path in wanted {
        let of_folders = of_folders(files, path, name);
        let lists = of_folders.iter().chain(said);
        // The last pattern that matches decides.
        let decides = lists.rev().find_map(|list| {
            let matched = list.rules.matched_path_or_any_parents(path, false);
            (!matched.is_none()).then_some((list, matched))
        });
        let Some((list, matched)) = decides.filter(|(_, matched)| matched.is_ignore()) else {
            continue;
        };
        let pattern = matched.inner().map_or("", |glob| glob.original());
        // A pattern may stand in a patch, below the line where that begins.
        let text = files.text(&list.file);
        let lines = (1..).zip(text.as_deref().unwrap_or_default().lines());
        let mut lines = lines.filter(|(line, _)| *line > list.above);
        let line = lines.find(|(_, line)| {
            let line = line.trim();
            !line.is_empty() && (pattern.ends_with(line) || line.contains(pattern))
        });
        let line = line.map_or(list.above, |(line, _)| line);
        found.push(Ignored {
            path: path.clone(),
            file: list.file.clone(),
            line,
            pattern: pattern.to_owned(),
        });
    }
    found
}

/// The lists of the folders above a file, the outermost first.
fn of_folders(files: &Files<'_>, path: &str, name: &str) -> Vec<List> {
    let ends = path.match_indices('/').map(|(end, _)| end);
    let folders = std::iter::once("").chain(ends.filter_map(|end| path.get(..end)));
    folders
        .filter_map(|folder| {
            let file = inside(folder, name);
            let text = files.text(&file)?;
            List::new(folder, &text, &file, Position::default())
        })
        .collect()
}

/// `spec.ignore` of the sources from which Kustomizations of a cluster apply something of this repository.
fn of_source(files: &Files<'_>, walked: &Walked, source: (&str, &str)) -> Vec<(Node, String)> {
    // What another source brings is not of this repository.
    let of_ours = |reads| matches!(reads, Reads::Path | Reads::Again);
    let ours = walked.kustomizations.iter();
    let named = ours.filter(|one| of_ours(one.reads)).map(|one| {
        let said = |key: &str| one.spec.text_at(&["sourceRef", key]);
        (said("kind"), said("name"))
    });
    let named: BTreeSet<(&str, &str)> = named.chain([source]).collect();
    let objects = walked.objects.iter().map(|object| &object.node);
    let sources = objects.filter(|node| {
        let kind = node.text_at(&["kind"]);
        SOURCES.contains(&kind) && named.contains(&(kind, node.text_at(&["metadata", "name"])))
    });
    sources
        .filter_map(|node| {
            let said = node.at(&["spec", "ignore"])?;
            Some((said.clone(), files.name(said.at).to_string()))
        })
        .collect()
}

/// `spec.ignore` that an instance of flux-operator patches into the source which it makes.
fn of_instances(files: &Files<'_>, builder: &Builder<'_>, walked: &Walked) -> Vec<(Node, String)> {
    let objects = walked.objects.iter().map(|object| &object.node);
    let instances = objects.filter_map(|node| match node.text_at(&["kind"]) {
        "FluxInstance" => node.get("spec"),
        "HelmRelease" => node.at(&["spec", "values", "instance"]),
        _ => None,
    });
    let sources = instances.filter_map(|spec| source_of_instance(builder, spec));
    let said = sources.filter_map(|node| node.at(&["spec", "ignore"]).cloned());
    said.map(|said| {
        let file = files.name(said.at).to_string();
        (said, file)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::List;
    use crate::repository::yaml::Position;

    fn ignored(folder: &str, text: &str, path: &str) -> bool {
        let list = List::new(folder, text, "x", Position::default()).unwrap();
        let matched = list.rules.matched_path_or_any_parents(path, false);
        matched.is_ignore()
    }

    #[test]
    fn patterns_are_those_of_git() {
        assert!(ignored("", "/*\n!/clusters/\n!/apps\n", "dr/shop/x.yaml"));
        assert!(!ignored("", "/*\n!/clusters/\n", "clusters/dr/x.yaml"));
        assert!(ignored("", "dr/", "a/dr/x.yaml"));
        assert!(!ignored("", "/dr/", "a/dr/x.yaml"));
        assert!(ignored("apps", "/dr", "apps/dr/x.yaml"));
        assert!(ignored("apps", "*.yaml", "apps/web/x.yaml"));
        assert!(!ignored("apps", "/dr", "dr/x.yaml"));
        assert!(!ignored("", "# dr\n\n", "dr/x.yaml"));
    }
}
