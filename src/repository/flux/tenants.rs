//! What the controllers of a cluster allow its Kustomizations: the flags of a multi-tenant Flux, however
//! they are set.

use crate::model::value::Duration;
use crate::repository::cluster::Cluster;
use crate::repository::files::Files;
use crate::repository::kustomize::may_select;
use crate::repository::tree::{KUSTOMIZATION, join};
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// The controller whose flags count.
const CONTROLLER: &str = "kustomize-controller";
/// Who a Kustomization acts as that names no account (kustomize-controller, main.go).
const ACCOUNT: &str = "--default-service-account";
/// How many Kustomizations it works on at once.
const CONCURRENT: &str = "--concurrent";
/// When it looks at a dependency again.
const REQUEUE: &str = "--requeue-dependency";
/// Keeps a Kustomization from sources of other namespaces.
const OWN_NAMESPACE: &str = "--no-cross-namespace-refs";

/// What the controllers of Flux allow, as far as the repository shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tenants {
    /// The account of Kustomizations that name none, if nothing is seen that gives it rights, and the
    /// file that sets it.
    pub default_account: Option<(String, String)>,
    /// The file that keeps Kustomizations from sources of other namespaces.
    pub own_namespace: Option<String>,
    /// The account of the Kustomization that applies the path of the cluster.
    pub account: Option<String>,
    /// How many Kustomizations are worked on at once, and the file that sets it.
    pub workers: Option<(u64, String)>,
    /// When a dependency is looked at again, and the file that sets it.
    pub requeue: Option<(Duration, String)>,
}

/// The flags that were found, each with its file.
#[derive(Default)]
struct Flags {
    account: Option<(String, String)>,
    own_namespace: Option<String>,
    workers: Option<(u64, String)>,
    requeue: Option<(Duration, String)>,
}

impl Flags {
    /// Takes the flags of a text over: an argument, or a patch that adds one.
    fn take(&mut self, text: &str, file: &str) {
        if let Some(account) = value(text, ACCOUNT) {
            self.account
                .get_or_insert_with(|| (account, file.to_owned()));
        }
        // The last one counts.
        if let Some(workers) = value(text, CONCURRENT).and_then(|text| text.parse().ok()) {
            self.workers = Some((workers, file.to_owned()));
        }
        if let Some(requeue) = value(text, REQUEUE).and_then(|text| text.parse().ok()) {
            self.requeue = Some((requeue, file.to_owned()));
        }
        if text.contains(OWN_NAMESPACE) && value(text, OWN_NAMESPACE).is_none_or(|on| on != "false")
        {
            self.own_namespace.get_or_insert_with(|| file.to_owned());
        }
    }

    /// What a FluxInstance states (flux-operator 0.58, `internal/builder/profiles.go`).
    fn take_instance(&mut self, spec: &Node, file: &str) {
        if spec.text_at(&["cluster", "multitenant"]) == "true" {
            let account = match spec.text_at(&["cluster", "tenantDefaultServiceAccount"]) {
                "" => "default",
                account => account,
            };
            self.account
                .get_or_insert_with(|| (account.to_owned(), file.to_owned()));
            self.own_namespace.get_or_insert_with(|| file.to_owned());
        }
        for patch in spec
            .at(&["kustomize", "patches"])
            .map(Node::items)
            .unwrap_or_default()
        {
            if is_for_controller(patch, patch.text_at(&["patch"])) {
                self.take(patch.text_at(&["patch"]), file);
            }
        }
    }

    /// What the values of the chart `flux2` state.
    fn take_chart(&mut self, values: &Node, (files, file): (&Files<'_>, &str)) {
        if values.text_at(&["multitenancy", "enabled"]) == "true" {
            let account = match values.text_at(&["multitenancy", "defaultServiceAccount"]) {
                "" => "default",
                account => account,
            };
            self.account
                .get_or_insert_with(|| (account.to_owned(), file.to_owned()));
            self.own_namespace.get_or_insert_with(|| file.to_owned());
        }
        let arguments = values.at(&["kustomizeController", "container", "additionalArgs"]);
        self.take_arguments(arguments, files);
    }

    /// Takes the arguments of a container over; each stands in the file that brings it.
    fn take_arguments(&mut self, arguments: Option<&Node>, files: &Files<'_>) {
        let arguments = arguments.map(Node::items).unwrap_or_default();
        for (at, argument) in arguments.iter().enumerate() {
            let text = argument.text().unwrap_or_default();
            // The value of a flag may be the next argument.
            let next = arguments.get(at + 1).and_then(Node::text);
            let takes_next = [ACCOUNT, CONCURRENT, REQUEUE].contains(&text);
            let text = match next.filter(|_| takes_next) {
                Some(next) => format!("{text}={next}"),
                None => text.to_owned(),
            };
            self.take(&text, &files.name(argument.at));
        }
    }
}

/// The value of a flag: `--flag=VALUE`, or the argument after `--flag`.
fn value(text: &str, flag: &str) -> Option<String> {
    let mut places = text.match_indices(flag);
    let rest = places.find_map(|(at, _)| {
        let rest = text.get(at + flag.len()..)?;
        rest.strip_prefix('=').or_else(|| {
            let rest = rest.trim_start_matches(['"', '\'']);
            rest.strip_prefix(['\n', ' ', ','])
        })
    })?;
    let end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | ']');
    let value = rest.split(end).next().unwrap_or_default();
    (!value.is_empty()).then(|| value.to_owned())
}

/// Whether a patch may be for kustomize-controller, by its target or by the object that it is written for.
fn is_for_controller(patch: &Node, text: &str) -> bool {
    match patch.get("target") {
        Some(target) => may_select(target, "Deployment", CONTROLLER),
        None => text.contains(CONTROLLER),
    }
}

/// Gives the patches of a kustomization.yaml with their texts; one in a file is read once.
fn each_patch(
    files: &Files<'_>,
    directory: &str,
    document: &Node,
    give: &mut dyn FnMut(&Node, &str),
) {
    let lists = ["patches", "patchesJson6902", "patchesStrategicMerge"];
    let items = lists.iter().filter_map(|key| document.get(key));
    let mut read = BTreeSet::new();
    for item in items.flat_map(Node::items) {
        let inline = item.text_at(&["patch"]);
        let path = match item.text() {
            Some(text) if text.contains('\n') => {
                give(item, text);
                continue;
            }
            Some(path) => path,
            None => item.text_at(&["path"]),
        };
        if !inline.is_empty() || path.is_empty() {
            give(item, inline);
        } else if let Some(path) = join(directory, path)
            && read.insert(path.clone())
            && let Some(text) = files.text(&path)
        {
            give(item, &text);
        }
    }
}

/// Reads what the controllers of a cluster allow; `taken` are its files.
pub(super) fn read(files: &Files<'_>, cluster: &Cluster, taken: &BTreeSet<String>) -> Tenants {
    let mut flags = Flags::default();
    let mut shown = false;
    for object in &cluster.objects {
        let (node, file) = (&object.node, object.file.as_str());
        match node.text_at(&["kind"]) {
            "Deployment" if node.text_at(&["metadata", "name"]) == CONTROLLER => {
                shown = true;
                let containers = node.at(&["spec", "template", "spec", "containers"]);
                for container in containers.map(Node::items).unwrap_or_default() {
                    flags.take_arguments(container.get("args"), files);
                }
            }
            "FluxInstance" => {
                if let Some(spec) = node.get("spec") {
                    flags.take_instance(spec, file);
                }
            }
            "HelmRelease" => {
                let values = node.at(&["spec", "values"]);
                if let Some(instance) = values.and_then(|values| values.get("instance")) {
                    flags.take_instance(instance, file);
                }
                let chart = node.text_at(&["spec", "chart", "spec", "chart"]);
                if let Some(values) = values.filter(|_| chart == "flux2") {
                    flags.take_chart(values, (files, file));
                }
            }
            _ => {}
        }
    }
    // Where the Deployment is there, it has what the patches did to it.
    let lists = taken.iter().filter(|_| !shown);
    for file in lists {
        let (directory, name) = file.rsplit_once('/').unwrap_or(("", file));
        if !KUSTOMIZATION.contains(&name) {
            continue;
        }
        for document in files.documents(file).iter().flat_map(|all| all.iter()) {
            each_patch(files, directory, document, &mut |patch, text| {
                if is_for_controller(patch, text) {
                    flags.take(text, file);
                }
            });
        }
    }
    let root = cluster.kustomizations.first();
    let account = root.map(|root| root.spec.text_at(&["serviceAccountName"]));
    Tenants {
        default_account: flags
            .account
            .filter(|(account, _)| !has_rights(cluster, account)),
        own_namespace: flags.own_namespace,
        workers: flags.workers,
        requeue: flags.requeue,
        account: account
            .filter(|account| !account.is_empty())
            .map(str::to_owned),
    }
}

/// Whether something is seen that gives an account of the namespace of Flux rights over the cluster: the
/// manifests of Flux bind those of two controllers to `cluster-admin`.
fn has_rights(cluster: &Cluster, account: &str) -> bool {
    let root = cluster.kustomizations.first();
    let home = root.map_or("", |root| root.namespace.as_str());
    let bound = cluster.objects.iter().any(|object| {
        let subjects = object.node.get("subjects").map(Node::items);
        let mut subjects = subjects.unwrap_or_default().iter();
        object.node.text_at(&["kind"]) == "ClusterRoleBinding"
            && subjects.any(|one| {
                let namespace = one.text_at(&["namespace"]);
                one.text_at(&["kind"]) == "ServiceAccount"
                    && one.text_at(&["name"]) == account
                    && (home.is_empty() || namespace == home)
            })
    });
    bound || [CONTROLLER, "helm-controller"].contains(&account)
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNT, value};

    #[test]
    fn values_of_a_flag() {
        for (text, expect) in [
            ("--default-service-account=default", Some("default")),
            ("- --default-service-account=tenant\n- --x", Some("tenant")),
            ("--default-service-account\ntenant\n--x", Some("tenant")),
            (
                "value: \"--default-service-account=default\" }",
                Some("default"),
            ),
            (
                "{ op: add, value: --default-service-account=default }",
                Some("default"),
            ),
            ("--default-service-account=", None),
            ("--default-service-accounts=a", None),
            ("--other", None),
            (
                "--default-service-account-x=a --default-service-account=b",
                Some("b"),
            ),
        ] {
            assert_eq!(value(text, ACCOUNT).as_deref(), expect, "{text}");
        }
    }
}
