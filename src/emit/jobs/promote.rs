//! The Jobs that make a standby the original, before the application of its namespace starts.

use super::job::{self, JobFolder, Task};
use crate::analyze::Ready;
use crate::analyze::recovery::{RecoverySide, StageKind};
use crate::analyze::stable_hash::shortened;
use crate::emit::bundle::Bundle;
use crate::emit::names;
use crate::model::{Recover, Replication};
use crate::recipe;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let Some(run) = side.run_label() else {
        return;
    };
    let plan = &ready.model().plan.name.value;
    for stage in &side.stages {
        let StageKind::Promote(member) = &stage.kind else {
            continue;
        };
        let (name, block) = (&member.name, &member.block);
        let namespace = names::namespace_on(&side.cluster, name.value.as_str());
        let out =
            JobFolder::of_namespace(ready, side, ("promote", &run), &member.called(), block.span);
        // Nothing else is sure to have brought it by now.
        out.namespace(&namespace, bundle);
        for (workload, recover) in member.recovers() {
            let Recover::Replication(replication) = recover else {
                continue;
            };
            let target = workload.map_or_else(
                || member.called(),
                |workload| {
                    let workload = &workload.name.value;
                    format!("{}-{}", workload.kind.word(), workload.name)
                },
            );
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
        env.push(job::plain(client.host, host));
        if !port.is_empty() {
            env.push(job::plain(client.port, port));
        }
        if let Some(secret) = secret {
            env.push(job::from_secret(client.user, secret, "username", false));
            env.push(job::from_secret(client.password, secret, "password", false));
            env.push(job::from_secret(client.database, secret, "database", true));
        }
    } else {
        env.push(job::plain("STANDBY", &replication.address.value));
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
        user: client.map(|client| client.user_number),
        seconds: 240,
        ..Task::default()
    })
}
