//! The Jobs that show that a tier works again.

use super::job::{self, JobFolder, Task};
use super::{images, load};
use crate::analyze::Ready;
use crate::analyze::effective::Member;
use crate::analyze::recovery::{RecoverySide, StageKind};
use crate::analyze::stable_hash::shortened;
use crate::emit::bundle::Bundle;
use crate::emit::names;
use crate::model::{Check, Probe, Recover, Tier, Workload};
use crate::recipe::{self, Purpose};
use k8s_openapi::api::rbac::v1::PolicyRule;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let Some(run) = side.run_label() else {
        return;
    };
    let plan = &ready.model().plan.name.value;
    for stage in &side.stages {
        let StageKind::Check(tier) = &stage.kind else {
            continue;
        };
        let out = JobFolder {
            ready,
            side,
            folder: format!("check/{run}/{}", tier.name.value),
            about: format!("tier {} of plan {plan}, run {run}", tier.name.value),
            origin: tier.span,
        };
        files(&out, tier, &run, bundle);
        let mut index = 0;
        for (member, check) in ready.analysis().checks(side, tier) {
            probes(&out, member, check, &run, &mut index, bundle);
        }
    }
}

/// For `sh` of any system, as that of the claims.
const FILES: &str = include_str!("files.sh");

/// The status of a Restore does not count files, so a Job asks for the objects that do. None at all means that an
/// application came first, unless every volume was empty in the backup.
fn files(out: &JobFolder<'_>, tier: &Tier, run: &str, bundle: &mut Bundle) {
    let (ready, side) = (out.ready, out.side);
    let mine: Vec<_> = side
        .restores
        .iter()
        .filter(|restore| restore.files() && restore.tier.id == tier.id)
        .collect();
    if mine.is_empty() {
        return;
    }
    let plan = &ready.model().plan;
    let namespace = plan.velero_namespace();
    let account = shortened(
        &format!("{}-check-{}-{run}", plan.name.value, tier.name.value),
        63,
    );
    let rule = |resource: &str, verb: &str| PolicyRule {
        api_groups: Some(vec!["velero.io".to_owned()]),
        resources: Some(vec![resource.to_owned()]),
        verbs: vec![verb.to_owned()],
        ..PolicyRule::default()
    };
    let own = mine.iter().map(|restore| restore.name.clone()).collect();
    let rules = vec![
        rule("podvolumebackups", "list"),
        rule("podvolumerestores", "list"),
        PolicyRule {
            resource_names: Some(own),
            ..rule("restores", "get")
        },
    ];
    out.account(&account, namespace, "files", rules, bundle);
    for restore in mine {
        let command = ["/bin/sh", "-c", FILES, "files", namespace, &restore.name];
        out.job(
            Task {
                name: shortened(&format!("{}-files", restore.name), 63),
                namespace: namespace.to_owned(),
                file: format!("files-{}", restore.file),
                image: images::curl(ready),
                command: command.map(str::to_owned).to_vec(),
                account: Some(account.clone()),
                seconds: 840,
                ..Task::default()
            },
            bundle,
        );
    }
}

fn probes(
    out: &JobFolder<'_>,
    member: &Member,
    check: &Check,
    run: &str,
    index: &mut usize,
    bundle: &mut Bundle,
) {
    let (ready, side) = (out.ready, out.side);
    let plan = &ready.model().plan;
    let namespace = names::namespace_on(&side.cluster, check.namespace.value.as_str());
    let account = shortened(&format!("{}-check-{namespace}-{run}", plan.name.value), 63);
    let mut needs_account = false;
    for probe in &check.probes {
        *index += 1;
        let file = format!("{namespace}-{index}");
        let mut task = Task {
            name: shortened(&format!("{}-check-{file}-{run}", plan.name.value), 63),
            namespace: namespace.clone(),
            file,
            image: images::kubectl(ready),
            seconds: 840,
            ..Task::default()
        };
        match probe {
            Probe::Http(address) => {
                task.image = images::curl(ready);
                task.command = [
                    "curl",
                    "--fail",
                    "--silent",
                    "--show-error",
                    "--max-time",
                    "10",
                    "--retry",
                    "30",
                    "--retry-delay",
                    "5",
                    "--retry-all-errors",
                    &address.value,
                ]
                .map(str::to_owned)
                .to_vec();
            }
            Probe::Sql(text, container) => {
                let Some((workload, used, command)) = query_command(member, &text.value) else {
                    continue;
                };
                let container = container.as_ref().map_or(used, |c| &*c.value);
                let pod = load::pod_of(ready, side, member, workload);
                task.command = job::exec(&namespace, &pod, Some(container), command);
                task.account = Some(account.clone());
            }
            Probe::Command(words, container) => {
                let Some(workload) = member.block.workloads.first() else {
                    continue;
                };
                let container = container.as_ref().map(|c| &*c.value);
                let words = words.iter().map(|word| word.value.to_string()).collect();
                task.command = job::exec(&namespace, &workload.label(), container, words);
                task.account = Some(account.clone());
            }
        }
        needs_account |= task.account.is_some();
        out.job(task, bundle);
    }
    if needs_account {
        out.account(&account, &namespace, &namespace, job::exec_rules(), bundle);
    }
}

/// The first workload whose recipe knows how to ask its engine.
fn query_command<'a>(
    member: &'a Member,
    text: &str,
) -> Option<(&'a Workload, &'a str, Vec<String>)> {
    member.block.workloads.iter().find_map(|workload| {
        let (purpose, hook) = match member.recover_of(workload) {
            Some(Recover::Dump(dump)) => (Purpose::Dump, &dump.hook),
            _ => (Purpose::Quiesce, &workload.quiesce.as_ref()?.hook),
        };
        let command = recipe::query(purpose, hook, text)?;
        Some((workload, hook.container.value.as_str(), command))
    })
}
