//! path-missing: a path of the plan that does not exist below the repository root: Flux would fail on it.

use crate::diag::{Diag, Diags, Safety, Subject, findings};
use crate::lint::walk::applied::broken;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_MISSING,
    check,
};

/// How many of them are named where none is there.
const SHOWN: usize = 5;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let named = crate::analyze::paths::named(cx.model);
    let all = named.len();
    let mut missing: Vec<_> = named
        .into_iter()
        .filter(|path| cx.inventory.lacks(path.value.as_str()))
        .collect();
    let none_is_there = missing.len() == all;
    missing.sort_by(|a, b| a.value.cmp(&b.value));
    missing.dedup_by(|a, b| a.value == b.value);
    missing.sort_by_key(|path| path.span);
    match missing.as_slice() {
        // Where no path is there, the root is another one, and that is one mistake.
        [first, _, ..] if none_is_there => out.push(no_path(cx, first, &missing)),
        missing => missing.iter().for_each(|path| out.push(one(cx, path))),
    }
    let missing = broken(cx).into_iter();
    for (at, broken) in missing.filter(|(_, broken)| broken.why.is_none()) {
        out.push(
            LINT.diag(
                at,
                format!("the path `{}` of Kustomization `{}` does not exist in the repository", broken.path, broken.name),
            )
            .label("Flux applies nothing of this Kustomization, nor anything that waits for it")
            .because(format!("line {} of `{}` states it", broken.line, broken.file))
            .help("correct `spec.path`, which is seen from the root of the repository, or remove the Kustomization"),
        );
    }
}

fn one(cx: &LintCx<'_>, path: &Spanned<RepoPath>) -> Diag {
    let text = path.value.as_str();
    let diag = LINT
        .diag(
            path.span,
            format!("the path `{text}` does not exist in the repository"),
        )
        .label("this path does not exist, so its stage would fail in the recovery")
        .about(blocks(cx, text));
    match cx.inventory.spelling.paths.get(text) {
        Some(near) => diag
            .help(format!("did you mean `{near}`? write `{near}`"))
            .fix(path.span, near.clone(), Safety::Review),
        None => diag.help(
            "write the path from the repository root, or name the root with `repository DIR` in the plan block",
        ),
    }
}

fn no_path(cx: &LintCx<'_>, first: &Spanned<RepoPath>, missing: &[&Spanned<RepoPath>]) -> Diag {
    let shown = missing.iter().take(SHOWN);
    let mut names: Vec<String> = shown.map(|path| format!("`{}`", path.value)).collect();
    if missing.len() > SHOWN {
        names.push(format!("and {} more", missing.len() - SHOWN));
    }
    let about = missing
        .iter()
        .flat_map(|path| blocks(cx, path.value.as_str()));
    LINT.diag(
        first.span,
        format!(
            "no path of this plan exists in the repository: {}",
            names.join(", ")
        ),
    )
    .label("this path does not exist, so its stage would fail in the recovery")
    .about(about.collect::<Vec<_>>())
    .help("write the paths from the repository root, or name the root with `repository DIR` in the plan block")
}

/// The namespaces whose applications come from a path.
fn blocks(cx: &LintCx<'_>, path: &str) -> Vec<Subject> {
    let blocks = cx.model.namespaces.iter().filter(|block| {
        let apps = block.apps.as_ref();
        apps.is_some_and(|apps| apps.path.value.as_str() == path)
    });
    blocks.map(|block| subjects::of_block(block.id)).collect()
}
