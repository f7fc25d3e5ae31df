//! The chart `app-template` of bjw-s: its values say what its workloads are called (library common 2, 3 and 4).

use super::yaml::Node;
use crate::model::WorkloadKind;

/// A workload that a release makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// Its key in the values.
    pub(super) id: String,
    /// Its kind.
    pub(super) kind: WorkloadKind,
    /// What it is called; versions of the chart differ in some names.
    pub(super) names: Vec<String>,
}

/// The chart of a release, where it is this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chart {
    /// The first number of its version, where that is shown.
    major: Option<u64>,
}

impl Chart {
    /// The chart that the `spec` of a release names, by its name or by a source; `None` where it is another one.
    pub(super) fn of<'n>(
        spec: &'n Node,
        source: impl Fn(&str) -> Option<&'n Node>,
    ) -> Option<Self> {
        let stated = |key: &str| spec.text_at(&["chart", "spec", key]);
        if stated("chart") == "app-template" {
            return Some(Self {
                major: major(stated("version")),
            });
        }
        let name = spec.text_at(&["chartRef", "name"]);
        let source = source(name).and_then(|source| source.get("spec"));
        let said = |path: &[&str]| source.map_or("", |source| source.text_at(path));
        let url = said(&["url"]).trim_end_matches('/');
        let versions = [said(&["ref", "tag"]), said(&["ref", "semver"])];
        (name == "app-template" || url.ends_with("/app-template")).then(|| Self {
            major: versions.into_iter().find_map(major),
        })
    }

    /// Whether it may be of version 2, which has other names.
    fn may_be_old(self) -> bool {
        self.major.is_none_or(|major| major < 3)
    }
}

fn major(version: &str) -> Option<u64> {
    let digits = version.trim_start_matches(['v', '^', '~', '=', '>', ' ']);
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits.get(..end.unwrap_or(digits.len()))?.parse().ok()
}

/// The workloads of a release of that chart; `None` where not all of their names are shown.
pub(super) fn made(chart: Chart, release: &str, spec: &Node) -> Option<Vec<Made>> {
    let values = spec.get("values");
    if spec.get("valuesFrom").is_some() {
        return None;
    }
    let full = full_name(release, spec, values)?;
    let always = values.map_or("", |values| {
        values.text_at(&["global", "alwaysAppendIdentifierToResourceName"])
    });
    let controllers = values.and_then(|values| values.get("controllers"));
    let controllers = controllers.map(Node::entries).unwrap_or_default();
    let controllers: Vec<_> = controllers
        .iter()
        .filter(|(_, one)| one.text_at(&["enabled"]) != "false")
        .collect();
    let alone = controllers.len() == 1 && always != "true";
    let mut all = Vec::new();
    for (id, controller) in controllers {
        let id = id.text().unwrap_or_default();
        let said = |key: &str| controller.text_at(&[key]);
        let kind = match said("type") {
            "" => WorkloadKind::Deployment,
            word => match WorkloadKind::from_word(word) {
                Some(kind) => kind,
                None => continue,
            },
        };
        let parts = ["forceRename", "nameOverride", "prefix", "suffix"].map(said);
        if parts.iter().chain([&id]).any(|text| is_open(text)) {
            return None;
        }
        let names = names((&full, id), alone, chart.may_be_old(), parts);
        all.push(Made {
            id: id.to_owned(),
            kind,
            names,
        });
    }
    Some(all)
}

fn names(
    (full, id): (&str, &str),
    alone: bool,
    old: bool,
    [rename, name, prefix, suffix]: [&str; 4],
) -> Vec<String> {
    if !rename.is_empty() {
        return vec![rename.to_lowercase()];
    }
    let full = match prefix {
        "" => full.to_owned(),
        prefix if prefix == full => full.to_owned(),
        prefix => format!("{prefix}-{full}"),
    };
    let with = |part: &str| match part {
        "" => full.clone(),
        part if full == part || full.ends_with(&format!("-{part}")) => full.clone(),
        part => format!("{full}-{part}"),
    };
    let mut names = match (alone, name) {
        (true, "") => vec![full.clone()],
        (false, "") => vec![with(id)],
        (_, name) => vec![with(name), with(id)],
    };
    // Up to version 2 the one called `main` has no suffix, and every other one has.
    if old && name.is_empty() {
        names.push(match id {
            "main" => full.clone(),
            _ => with(id),
        });
    }
    let ended = |name: String| match suffix {
        "" => name,
        suffix if name.ends_with(&format!("-{suffix}")) => name,
        suffix => format!("{name}-{suffix}"),
    };
    names
        .into_iter()
        .map(|name| ended(name).to_lowercase())
        .collect()
}

/// What the chart makes of the name of the release and of what its values give instead.
fn full_name(release: &str, spec: &Node, values: Option<&Node>) -> Option<String> {
    let of = |path: &[&str]| values.map_or("", |values| values.text_at(path));
    let target = spec.text_at(&["targetNamespace"]);
    let release = match spec.text_at(&["releaseName"]) {
        "" if target.is_empty() => release.to_owned(),
        "" => format!("{target}-{release}"),
        stated => stated.to_owned(),
    };
    let whole = [
        of(&["global", "fullnameOverride"]),
        of(&["fullnameOverride"]),
    ];
    let whole = whole.into_iter().find(|text| !text.is_empty());
    let full = match (whole, of(&["global", "nameOverride"])) {
        (Some(whole), _) => whole.to_owned(),
        (None, "") => release,
        (None, part) if release.contains(part) => release,
        (None, part) if is_open(part) => return None,
        (None, part) => format!("{release}-{part}"),
    };
    let short = full.chars().take(63).collect::<String>();
    let short = short.strip_suffix('-').unwrap_or(&short);
    (!is_open(short)).then(|| short.to_owned())
}

/// Whether Flux or the chart fills in a part.
fn is_open(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}
