//! The Jobs that make a standby the original, before the application of its namespace starts.

use super::jobs::{self, Stage, Task};
use super::{Bundle, names};
use crate::analyze::Ready;
use crate::analyze::recovery::{Place, StageKind};
use crate::analyze::stable::shortened;
use crate::model::{Recover, Replication};
use crate::recipe;

pub(super) fn emit(ready: &Ready<'_>, place: &Place<'_>, bundle: &mut Bundle) {
    let Some(run) = place.state.run() else { return };
    let plan = &ready.model().plan.name.value;
    for stage in &place.stages {
        let StageKind::Promote(name, block) = &stage.kind else {
            continue;
        };
        let Some(member) = ready.facts().effective.iter().find(|m| m.name == *name) else {
            continue;
        };
        let namespace = names::here(place.cluster, name.value.as_str());
        let out = Stage::of_namespace(
            ready,
            place,
            ("promote", run),
            name.value.as_str(),
            block.span,
        );
        // Nothing else is sure to have brought it by now.
        out.namespace(&namespace, bundle);
        for workload in &block.workloads {
            let Some(Recover::Replication(replication)) = member.recover_of(workload) else {
                continue;
            };
            let target = format!("{}-{}", workload.name.value.0.word(), workload.name.value.1);
            let job = shortened(&format!("{plan}-promote-{target}-{run}"), 63);
            if let Some(task) = task(replication, job, namespace.clone(), target) {
                out.job(task, bundle);
            }
        }
    }
}

fn task(replication: &Replication, name: String, namespace: String, file: String) -> Option<Task> {
    let promote = replication.promote.as_ref()?;
    let client = recipe::client(&replication.engine.value);
    let (host, port) = replication
        .address
        .value
        .rsplit_once(':')
        .unwrap_or((&replication.address.value, ""));
    let secret = promote.secret.as_ref().map(|secret| secret.value.as_str());
    let mut env = Vec::new();
    if let Some(client) = client {
        env.push(jobs::plain(client.host, host));
        if !port.is_empty() {
            env.push(jobs::plain(client.port, port));
        }
        if let Some(secret) = secret {
            env.push(jobs::from_secret(client.user, secret, "username", false));
            env.push(jobs::from_secret(
                client.password,
                secret,
                "password",
                false,
            ));
            env.push(jobs::from_secret(client.database, secret, "database", true));
        }
    } else {
        env.push(jobs::plain("STANDBY", &replication.address.value));
    }
    let image = promote
        .image
        .as_ref()
        .map(|image| image.value.to_string())
        .or_else(|| client.map(|client| client.image.to_owned()))?;
    let command = match client {
        Some(client) => (client.run)(&promote.sql.value),
        None => ["/bin/sh", "-c", &promote.sql.value]
            .map(str::to_owned)
            .to_vec(),
    };
    Some(Task {
        name,
        namespace,
        file,
        image,
        command,
        env,
        seconds: 240,
        ..Task::default()
    })
}
