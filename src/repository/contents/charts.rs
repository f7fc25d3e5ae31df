//! Charts of which is known where their values keep state. Charts are not rendered: what no row shows is not known.

mod subcharts;
mod switched;

use super::releases::{ChartValue, chart, chart_value, fills, sources};
use crate::model::value::Size;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// What a release keeps on claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file of the release.
    pub file: String,
    /// The namespace that its chart fills.
    pub namespace: String,
    /// The name of the release.
    pub release: String,
    /// The chart.
    pub chart: String,
    /// The values that ask for it.
    pub values: String,
    /// How much, where the values state it.
    pub size: Option<Size>,
}

impl Kept {
    /// Whether the chart makes the claim, and does not name one that exists.
    pub fn is_made(&self) -> bool {
        !self.values.ends_with(".existingClaim")
    }
}

/// A chart, the map of values that asks for a claim, whether it does so by default, and the key of the size in that
/// map. A map without `enabled` asks by being there.
struct Row(
    &'static str,
    &'static [&'static str],
    Asks,
    &'static [&'static str],
);

/// When a map of values asks for a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Unless `enabled` is false.
    Default,
    /// Where `enabled` is true.
    Enabled,
    /// Where it is there.
    Stated,
}

const SIZE: &[&str] = &["size"];
const TEMPLATE: &[&str] = &[
    "volumeClaimTemplate",
    "spec",
    "resources",
    "requests",
    "storage",
];

/// Read in the values.yaml of each chart.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row("gitea", &["persistence"], Asks::Default, SIZE),
    Row("grafana", &["persistence"], Asks::Enabled, SIZE),
    Row("harbor", &["persistence"], Asks::Default, &[]),
    Row("kafka", &["broker", "persistence"], Asks::Default, SIZE),
    Row("kafka", &["controller", "persistence"], Asks::Default, SIZE),
    Row("kube-prometheus-stack", &["alertmanager", "alertmanagerSpec", "storage"], Asks::Stated, TEMPLATE),
    Row("kube-prometheus-stack", &["grafana", "persistence"], Asks::Enabled, SIZE),
    Row("kube-prometheus-stack", &["prometheus", "prometheusSpec", "storageSpec"], Asks::Stated, TEMPLATE),
    Row("loki", &["singleBinary", "persistence"], Asks::Stated, SIZE),
    Row("mariadb", &["primary", "persistence"], Asks::Default, SIZE),
    Row("minio", &["persistence"], Asks::Default, SIZE),
    Row("mongodb", &["persistence"], Asks::Default, SIZE),
    Row("mysql", &["primary", "persistence"], Asks::Default, SIZE),
    Row("nextcloud", &["persistence"], Asks::Enabled, SIZE),
    Row("postgresql", &["primary", "persistence"], Asks::Default, SIZE),
    Row("prometheus", &["server", "persistentVolume"], Asks::Default, SIZE),
    Row("rabbitmq", &["persistence"], Asks::Default, SIZE),
    Row("redis", &["master", "persistence"], Asks::Default, SIZE),
    Row("vault", &["server", "dataStorage"], Asks::Default, SIZE),
    Row("victoria-metrics-single", &["server", "persistentVolume"], Asks::Default, SIZE),
];

pub(super) fn find_kept(built: &Built) -> Vec<Kept> {
    let sources = sources(built);
    let mut all = Vec::new();
    for release in built.of_kind("HelmRelease") {
        let (name, _) = chart(&sources, release);
        // What stands in a source that is not shown may switch any of it off.
        let open = release.node.at(&["spec", "valuesFrom"]).is_some();
        if name == "app-template" {
            app_template(built, release, &mut all);
        }
        if !open {
            subcharts::find_parts(release, name, &mut all);
        }
        let of_others = is_of_others(built, release, name);
        for Row(_, path, asks, size) in ROWS.iter().filter(|row| row.0 == name) {
            // What another chart of this name does by default is not known.
            let silent = *asks == Asks::Default && stated(release, path).is_none();
            let wanted = wants(release, path, *asks) && switched::runs(release, name, path);
            if !((of_others || open) && silent) && wanted {
                let at: Vec<&str> = path.iter().chain(size.iter()).copied().collect();
                all.push(kept(
                    release,
                    name,
                    path.join("."),
                    chart_size(release, &at),
                ));
            }
        }
    }
    all
}

/// Who publishes the charts whose default is known: a word of the address that they are fetched from.
#[rustfmt::skip]
const PUBLISHERS: &[(&str, &[&str])] = &[
    ("gitea", &["gitea", "bitnami"]),
    ("harbor", &["goharbor", "bitnami"]),
    ("kafka", &["bitnami"]),
    ("mariadb", &["bitnami"]),
    ("minio", &["min.io", "bitnami"]),
    ("mongodb", &["bitnami"]),
    ("mysql", &["bitnami"]),
    ("postgresql", &["bitnami"]),
    ("prometheus", &["prometheus"]),
    ("rabbitmq", &["bitnami"]),
    ("redis", &["bitnami"]),
    ("vault", &["hashicorp", "bitnami"]),
    ("victoria-metrics-single", &["victoriametrics"]),
];

/// Whether the address of its chart is shown, and is not one of those who publish the chart that is known by this
/// name: projects of other people have a `redis` too.
fn is_of_others(built: &Built, release: &Object, chart: &str) -> bool {
    let spec = |path: &[&str]| release.node.at(path);
    let reference = spec(&["spec", "chart", "spec", "sourceRef"]).or(spec(&["spec", "chartRef"]));
    let Some(reference) = reference else {
        return false;
    };
    let said = |key: &str| reference.text_at(&[key]);
    let namespace = match said("namespace") {
        "" => release.namespace(),
        namespace => namespace,
    };
    let mut sources = built.of_kind(said("kind")).filter(|source| {
        let own = source.namespace();
        source.name() == said("name") && (own == namespace || own.is_empty())
    });
    let url = sources.next().map(|one| one.node.text_at(&["spec", "url"]));
    let Some(url) = url.filter(|url| !url.is_empty() && !url.contains("${")) else {
        return false;
    };
    // The chart itself is the last part of an address of an OCIRepository.
    let place = match said("kind") {
        "OCIRepository" => url.rsplit_once('/').map_or(url, |(place, _)| place),
        _ => url,
    };
    let place = place.to_ascii_lowercase();
    let known = PUBLISHERS.iter().find(|(name, _)| *name == chart);
    known.is_some_and(|(_, words)| {
        let of_them = |text: &str| words.iter().any(|word| text.contains(word));
        !of_them(&place) && !shows_images(release, &of_them)
    })
}

/// Keys of values that name an image, or where it is fetched.
const IMAGES: &[&str] = &["image", "registry", "repository"];

/// Whether the values of a release name an image of a publisher: its chart may come from a mirror, whose address says
/// nothing.
fn shows_images(release: &Object, of_them: &dyn Fn(&str) -> bool) -> bool {
    fn any(node: &Node, of_them: &dyn Fn(&str) -> bool) -> bool {
        let mut entries = node.entries().iter();
        entries.any(|(key, value)| {
            let named = key.text().is_some_and(|key| IMAGES.contains(&key));
            let image = value.text().filter(|_| named);
            image.is_some_and(|text| of_them(&text.to_ascii_lowercase())) || any(value, of_them)
        })
    }
    let values = release.node.at(&["spec", "values"]);
    values.is_some_and(|values| any(values, of_them))
}

/// The map of values at a path, where it says something.
fn stated<'r>(release: &'r Object, path: &[&str]) -> Option<&'r Node> {
    let values = release.node.at(&["spec", "values"]);
    values
        .and_then(|values| values.at(path))
        .filter(|map| !map.entries().is_empty())
}

fn wants(release: &Object, path: &[&str], asks: Asks) -> bool {
    let at = |last: &'static str| -> Vec<&str> { path.iter().copied().chain([last]).collect() };
    let existing = chart_value(release, &at("existingClaim"));
    if matches!(existing, ChartValue::Text(text) if !text.is_empty()) {
        return false;
    }
    let stated = stated(release, path).is_some();
    match (asks, chart_value(release, &at("enabled"))) {
        (_, ChartValue::Open) => false,
        (Asks::Default | Asks::Stated, ChartValue::Text("false")) => false,
        (Asks::Default, _) => true,
        (Asks::Stated, _) => stated,
        (Asks::Enabled, value) => value == ChartValue::Text("true"),
    }
}

fn chart_size(release: &Object, path: &[&str]) -> Option<Size> {
    match chart_value(release, path) {
        ChartValue::Text(text) => text.parse().ok(),
        ChartValue::Absent | ChartValue::Open => None,
    }
}

/// `persistence` of bjw-s' app-template: an item is a claim unless its type says otherwise (common 3 and 4).
fn app_template(built: &Built, release: &Object, all: &mut Vec<Kept>) {
    let Some(values) = release.node.at(&["spec", "values"]) else {
        return;
    };
    let items = values.get("persistence").map(Node::entries);
    for (name, item) in items.unwrap_or_default() {
        let said = |key: &str| item.text_at(&[key]);
        let is_claim = matches!(said("type"), "" | "persistentVolumeClaim");
        // A claim in Git is found by itself.
        let existing = said("existingClaim");
        let is_there = !existing.is_empty() && is_shown(built, release, existing);
        if item.is_map() && is_claim && said("enabled") != "false" && !is_there {
            let last = if existing.is_empty() {
                ""
            } else {
                ".existingClaim"
            };
            let values = format!("persistence.{}{last}", name.text().unwrap_or_default());
            all.push(kept(
                release,
                "app-template",
                values,
                said("size").parse().ok(),
            ));
        }
    }
    let controllers = values.get("controllers").map(Node::entries);
    for (id, controller) in controllers.unwrap_or_default() {
        let templates = controller.at(&["statefulset", "volumeClaimTemplates"]);
        for template in templates.map(Node::items).unwrap_or_default() {
            let values = format!(
                "controllers.{}.statefulset.volumeClaimTemplates.{}",
                id.text().unwrap_or_default(),
                template.text_at(&["name"])
            );
            let size = template.text_at(&["size"]).parse().ok();
            all.push(kept(release, "app-template", values, size));
        }
    }
}

/// Whether a claim that a release names stands in Git, or its name is made by a template that is not read.
fn is_shown(built: &Built, release: &Object, name: &str) -> bool {
    let name = name.replace("{{ .Release.Name }}", release.name());
    let mut claims = built.claims_beside(release);
    let open = name.contains("{{") || name.contains("${");
    open || claims.any(|claim| claim.name() == name || claim.name().contains("${"))
}

fn kept(release: &Object, chart: &str, values: String, size: Option<Size>) -> Kept {
    Kept {
        file: release.file.clone(),
        namespace: fills(release).to_owned(),
        release: release.name().to_owned(),
        chart: chart.to_owned(),
        values,
        size,
    }
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn rows_are_sorted() {
        assert!(ROWS.is_sorted_by_key(|row| (row.0, row.1)));
    }
}
