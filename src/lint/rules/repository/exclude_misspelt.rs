//! exclude-misspelt: a label or an annotation that looks like one of Velero's and has no effect
//! (`apis/velero/v1/labels_annotations.go`, `backup/item_backupper.go`, v1.18.3).

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{EXCLUDE, Mark, On, VOLUMES_BUT, VOLUMES_ONLY};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::EXCLUDE_MISSPELT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let blocks = cx.model.namespaces.iter();
    let apps = blocks.filter_map(|block| Some(&block.apps.as_ref()?.path));
    let platforms = cx.model.platforms.values().map(|platform| &platform.path);
    for path in apps.chain(platforms) {
        let contents = cx.inventory.contents_anywhere(path.value.as_str());
        for mark in contents.iter().flat_map(|contents| &contents.marks) {
            if let Some((why, help)) = fault(mark)
                && once.first(mark)
            {
                report(path.span, mark, (why, help), out);
            }
        }
    }
}

fn report(span: Span, mark: &Mark, (why, help): (&str, String), out: &mut Diags) {
    let object = format!("{}/{}", mark.kind, mark.name);
    let what = match mark.on {
        On::Label | On::PodLabel | On::ClaimLabel => "label",
        On::Annotation | On::PodAnnotation | On::ClaimAnnotation => "annotation",
        On::Release => "label or annotation",
    };
    out.push(
        LINT.diag(
            span,
            format!(
                "the {what} `{}: {}` of `{object}` has no effect",
                mark.key, mark.text
            ),
        )
        .label(why)
        .because(format!("`{}` declares it", mark.file))
        .help(help),
    );
}

/// Why a mark has no effect, and what to write instead.
fn fault(mark: &Mark) -> Option<(&'static str, String)> {
    const COPIED: &str = "what it is meant to leave out is in every backup";
    let label = matches!(mark.on, On::Label | On::PodLabel | On::ClaimLabel);
    let name = mark.key.rsplit('/').next().unwrap_or_default();
    if mark.key == EXCLUDE {
        return match (mark.on, mark.text.as_str()) {
            (_, "true" | "false") if label => None,
            (On::Release, _) => None,
            (_, "false") => None,
            _ if !label => Some((
                COPIED,
                format!(
                    "write `{EXCLUDE}: \"true\"` as a label: Velero reads no annotation of this name"
                ),
            )),
            _ => Some((
                COPIED,
                format!("write `{EXCLUDE}: \"true\"`: Velero compares the text"),
            )),
        };
    }
    if [VOLUMES_ONLY, VOLUMES_BUT].contains(&mark.key.as_str()) {
        let spaced = mark.text.split(',').any(|one| one != one.trim());
        return match mark.on {
            On::PodAnnotation | On::Release if spaced => Some((
                "Velero splits the list at commas and cuts no spaces away, so it finds no volume of such a name",
                format!("write `{}: {}`", mark.key, mark.text.replace(' ', "")),
            )),
            On::PodAnnotation | On::Release => None,
            On::Annotation if !has_pod_template(&mark.kind) => None,
            On::Label | On::Annotation | On::PodLabel | On::ClaimLabel | On::ClaimAnnotation => {
                Some((
                    "Velero reads the annotations of pods alone",
                    format!("write `{}` as an annotation of the pod template", mark.key),
                ))
            }
        };
    }
    let lower = name.to_ascii_lowercase();
    let volumes =
        lower.contains("volume") && (lower.contains("backup") || lower.contains("exclud"));
    if volumes {
        let near = if lower.contains("exclud") {
            VOLUMES_BUT
        } else {
            VOLUMES_ONLY
        };
        return Some((
            "Velero does not know this name, so its default holds for these volumes",
            format!("write `{near}`"),
        ));
    }
    let exclude = lower.contains("exclud") && (lower.contains("backup") || lower == "exclude");
    (exclude && mark.text != "false")
        .then(|| (COPIED, format!("write the label `{EXCLUDE}: \"true\"`")))
}

/// Kinds whose own annotations are not those of their pods.
fn has_pod_template(kind: &str) -> bool {
    [
        "CronJob",
        "DaemonSet",
        "Deployment",
        "Job",
        "ReplicaSet",
        "StatefulSet",
    ]
    .contains(&kind)
}
