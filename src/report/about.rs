//! What a page is of: the revision of its plan, and the versions that it is for.

use crate::analyze::Analysis;
use crate::analyze::quantities::plural;
use crate::analyze::stable_hash;
use crate::model::value::Version;
use crate::source::SourceMap;
use serde::Serialize;

/// Digits of a digest that tell two revisions of one plan apart.
const DIGITS: usize = 16;

/// What a page is written from.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The texts of the plan.
    pub sources: &'a SourceMap,
    /// This compiler.
    pub compiler: Version,
}

/// A line of what the page is of.
#[derive(Debug, Serialize)]
pub(super) struct About {
    name: &'static str,
    value: String,
}

pub(super) fn about(analysis: &Analysis, written: Written<'_>) -> Vec<About> {
    let plan = &analysis.model().plan;
    let line = |name, value| About { name, value };
    let target = |stated: bool, value: String| match stated {
        true => value,
        false => format!("{value} (assumed)"),
    };
    let mut lines = Vec::new();
    if let Some(owner) = &plan.owner {
        lines.push(line("owner", owner.value.to_string()));
    }
    lines.push(line("revision of the plan", revision(written.sources)));
    lines.push(line("drplan", written.compiler.to_string()));
    let velero = target(plan.velero.is_some(), plan.velero().to_string());
    lines.push(line("for Velero", velero));
    let flux = &plan.gitops.flux;
    let flux = target(flux.version.is_some(), flux.version().to_string());
    lines.push(line("for Flux", flux));
    if let Some(kubernetes) = &plan.kubernetes {
        lines.push(line("for Kubernetes", kubernetes.value.to_string()));
    }
    lines
}

/// The beginning of the SHA-256 of the plan: of its one file, or of all of its files one after another by
/// their names. The end of a line counts as one character on every system.
fn revision(sources: &SourceMap) -> String {
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let files = sources.iter();
    let mut texts: Vec<(String, String)> = files
        .map(|(_, file)| (base(file.path()), file.text().replace("\r\n", "\n")))
        .collect();
    texts.sort_unstable();
    let count = plural(texts.len() as u64, "file");
    let whole: String = texts.into_iter().map(|(_, text)| text).collect();
    let digest = stable_hash::hex(&whole, DIGITS);
    format!("sha256 {digest}… ({count}, the first {DIGITS} of 64 digits)")
}

#[cfg(test)]
mod tests {
    use super::{SourceMap, revision};

    #[test]
    fn a_revision_is_of_the_text_alone() {
        let of = |files: &[(&str, &str)]| {
            let mut sources = SourceMap::default();
            for (path, text) in files {
                sources.add(*path, *text);
            }
            revision(&sources)
        };
        // What `sha256sum` prints of a file with this text.
        assert_eq!(
            of(&[("p.drplan", "abc")]),
            "sha256 ba7816bf8f01cfea… (1 file, the first 16 of 64 digits)"
        );
        assert_eq!(of(&[("p", "a\r\nb")]), of(&[("x/y/q", "a\nb")]));
        assert_eq!(
            of(&[("b", "c"), ("a", "ab")]),
            of(&[("z/a", "ab"), ("../b", "c")])
        );
        assert_ne!(of(&[("p", "abc")]), of(&[("p", "abc ")]));
    }
}
