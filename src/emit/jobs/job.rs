//! What the Jobs of a recovery have in common.
//!
//! A Job carries its run in its name, since its template cannot change, and is never removed by
//! itself: Flux would make it again, and it would run again. One that is there is left as it is: a plan that changes while
//! it is recovered would give it another template, which the API server refuses for ever; and under another name it would
//! run again, and load a dump over what an application has written since.

use super::{confined, images, network};
use crate::analyze::Ready;
use crate::analyze::recovery::RecoverySide;
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::names;
use crate::source::Span;
use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{
    Container, EnvVar, EnvVarSource, PodSpec, PodTemplateSpec, SecretKeySelector, ServiceAccount,
};
use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Where the objects of a stage go.
pub(super) struct JobFolder<'a> {
    pub(super) ready: Ready<'a>,
    pub(super) side: &'a RecoverySide,
    /// The directory below the cluster's.
    pub(super) folder: String,
    /// The block that it comes from, in words and as a side.
    pub(super) about: String,
    pub(super) origin: Span,
}

impl<'a> JobFolder<'a> {
    /// The stage of a namespace, below `what`.
    pub(super) fn of_namespace(
        ready: Ready<'a>,
        side: &'a RecoverySide,
        (what, run): (&str, &str),
        name: &str,
        origin: Span,
    ) -> Self {
        let plan = &ready.model().plan.name.value;
        Self {
            ready,
            side,
            folder: format!("{what}/{run}/{name}"),
            about: format!("namespace {name} of plan {plan}, run {run}"),
            origin,
        }
    }

    fn add<T: serde::Serialize>(&self, file: &str, object: String, value: &T, bundle: &mut Bundle) {
        let path = names::stage_file(self.ready.model(), &self.side.cluster, &self.folder, file);
        let value = core::in_print_order(value);
        bundle.add(path, &self.about, object, self.origin, &value);
    }

    fn meta(&self, name: &str, namespace: &str) -> ObjectMeta {
        core::meta(
            name.to_owned(),
            namespace,
            names::labels(self.ready.model()),
        )
    }

    /// The namespace of a Job that runs before anything else brings it.
    pub(super) fn namespace(&self, name: &str, bundle: &mut Bundle) {
        let mut metadata = self.meta(name, "");
        metadata.namespace = None;
        metadata.annotations = Some(
            [("prune", "disabled"), ("ssa", "IfNotPresent")]
                .map(|(key, value)| {
                    (
                        format!("kustomize.toolkit.fluxcd.io/{key}"),
                        value.to_owned(),
                    )
                })
                .into(),
        );
        let object = k8s_openapi::api::core::v1::Namespace {
            metadata,
            ..Default::default()
        };
        self.add("namespace", format!("Namespace/{name}"), &object, bundle);
    }

    /// A Job of one container.
    pub(super) fn job(&self, task: Task, bundle: &mut Bundle) {
        // Commands may hold `${…}`, which Flux would fill in where a patch of the author's tells every stage to.
        let annotations =
            [("ssa", "IfNotPresent"), ("substitute", "disabled")].map(|(key, value)| {
                let key = format!("kustomize.toolkit.fluxcd.io/{key}");
                (key, value.to_owned())
            });
        let image = images::in_cluster(self.side, task.image);
        let object = Job {
            metadata: ObjectMeta {
                annotations: Some(annotations.into()),
                ..self.meta(&task.name, &task.namespace)
            },
            spec: Some(JobSpec {
                active_deadline_seconds: Some(task.seconds),
                backoff_limit: Some(task.tries.unwrap_or(6)),
                template: PodTemplateSpec {
                    metadata: Some(network::isolated(self.ready.model())),
                    spec: Some(PodSpec {
                        containers: vec![Container {
                            name: "run".to_owned(),
                            image: Some(image),
                            command: Some(task.command.iter().map(|w| literal(w)).collect()),
                            env: (!task.env.is_empty()).then(|| literals(task.env)),
                            resources: Some(confined::resources()),
                            security_context: Some(confined::container()),
                            ..Container::default()
                        }],
                        restart_policy: Some("Never".to_owned()),
                        security_context: Some(confined::pod(task.user)),
                        service_account_name: task.account,
                        ..PodSpec::default()
                    }),
                },
                ..JobSpec::default()
            }),
            ..Job::default()
        };
        let label = format!("Job/{}/{}", task.namespace, task.name);
        self.add(&task.file, label, &object, bundle);
        let place = (self.ready, self.side);
        let policy = network::policy(place, &self.folder, &task.namespace);
        if let Some((object, policy)) = policy {
            self.add(
                &format!("network-{}", task.namespace),
                object,
                &policy,
                bundle,
            );
        }
    }

    /// A ServiceAccount that may do these things in its namespace; its name is that of the file.
    pub(super) fn account(
        &self,
        name: &str,
        namespace: &str,
        file: &str,
        rules: Vec<PolicyRule>,
        bundle: &mut Bundle,
    ) {
        let account = ServiceAccount {
            metadata: self.meta(name, namespace),
            ..ServiceAccount::default()
        };
        let role = Role {
            metadata: self.meta(name, namespace),
            rules: Some(rules),
        };
        let binding = RoleBinding {
            metadata: self.meta(name, namespace),
            role_ref: RoleRef {
                api_group: "rbac.authorization.k8s.io".to_owned(),
                kind: "Role".to_owned(),
                name: name.to_owned(),
            },
            subjects: Some(vec![Subject {
                kind: "ServiceAccount".to_owned(),
                name: name.to_owned(),
                namespace: Some(namespace.to_owned()),
                ..Subject::default()
            }]),
        };
        let label = |kind: &str| format!("{kind}/{namespace}/{name}");
        self.add(
            &format!("account-{file}"),
            label("ServiceAccount"),
            &account,
            bundle,
        );
        self.add(&format!("role-{file}"), label("Role"), &role, bundle);
        self.add(
            &format!("binding-{file}"),
            label("RoleBinding"),
            &binding,
            bundle,
        );
    }
}

/// What a Job does.
#[derive(Default)]
pub(super) struct Task {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) file: String,
    pub(super) image: String,
    pub(super) command: Vec<String>,
    pub(super) env: Vec<EnvVar>,
    pub(super) account: Option<String>,
    /// The number of a user that the image has, where its program looks up who runs it.
    pub(super) user: Option<i64>,
    /// After which it has failed.
    pub(super) seconds: i64,
    /// How often it is tried again; six times by default.
    pub(super) tries: Option<i32>,
}

/// A text that a container gets unchanged. In commands, arguments and values of variables the
/// kubelet fills in `$(NAME)`, makes one `$` of two, and cuts a character beyond ASCII in pieces that
/// follows a single one (third_party/forked/golang/expansion, 1.34.1). Behind a doubled `$` it looks
/// at nothing. A single one that it leaves alone is not doubled: a Job cannot be changed, so the text
/// of one that is applied already must stay the same.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        let after = from.trim_start_matches('$');
        let run = from.len() - after.len();
        let harmless = after
            .chars()
            .next()
            .is_none_or(|next| next.is_ascii() && next != '(');
        let count = if run == 1 && harmless { 1 } else { 2 * run };
        literal.push_str(before);
        literal.extend(std::iter::repeat_n('$', count));
        rest = after;
    }
    literal + rest
}

fn literals(variables: Vec<EnvVar>) -> Vec<EnvVar> {
    let literal = |variable: EnvVar| EnvVar {
        value: variable.value.as_deref().map(literal),
        ..variable
    };
    variables.into_iter().map(literal).collect()
}

/// A variable that a Secret fills.
pub(super) fn from_secret(name: &str, secret: &str, key: &str, optional: bool) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: secret.to_owned(),
                key: key.to_owned(),
                optional: optional.then_some(true),
            }),
            ..EnvVarSource::default()
        }),
        ..EnvVar::default()
    }
}

/// A variable with a value, which the container of the Job gets unchanged.
pub(super) fn plain(name: &str, value: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: Some(value.to_owned()),
        ..EnvVar::default()
    }
}

/// `kubectl exec` into a pod, or into one of a workload's.
pub(super) fn exec(
    namespace: &str,
    target: &str,
    container: Option<&str>,
    command: Vec<String>,
) -> Vec<String> {
    let mut all = vec![
        "kubectl".to_owned(),
        "exec".to_owned(),
        format!("--namespace={namespace}"),
        target.to_owned(),
    ];
    all.extend(container.map(|container| format!("--container={container}")));
    all.push("--".to_owned());
    all.extend(command);
    all
}

/// What `kubectl exec KIND/NAME` asks the API server for.
pub(super) fn exec_rules() -> Vec<PolicyRule> {
    let rule = |group: &str, resources: &[&str], verbs: &[&str]| PolicyRule {
        api_groups: Some(vec![group.to_owned()]),
        resources: Some(resources.iter().map(|r| (*r).to_owned()).collect()),
        verbs: verbs.iter().map(|v| (*v).to_owned()).collect(),
        ..PolicyRule::default()
    };
    vec![
        rule("", &["pods"], &["get", "list"]),
        rule("", &["pods/exec"], &["create", "get"]),
        rule(
            "apps",
            &["daemonsets", "deployments", "replicasets", "statefulsets"],
            &["get", "list"],
        ),
    ]
}
