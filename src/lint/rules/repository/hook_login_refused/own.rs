//! Hooks of the author whose script reads a password or a user from a variable that the container does not have.

use super::{LABEL, LINT};
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::walk::variables::{Environment, Known};
use crate::lint::walk::{declared_workloads, subjects};
use std::collections::BTreeSet;

pub(super) fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, _) in declared_workloads(cx) {
        let (Some(used), None) = (&workload.hook, &workload.quiesce) else {
            continue;
        };
        let member = place.member;
        let (Some(hook), Some(apps)) = (member.hook(workload), &member.block.apps) else {
            continue;
        };
        let contents = cx
            .inventory
            .contents(member.id.cluster, apps.path.value.as_str());
        let pods = contents.and_then(|all| pods_of(all, workload, member.name.value.as_str()));
        let Some(pods) = pods else { continue };
        let mut known = BTreeSet::new();
        for step in [Some(&hook.pre), hook.post.as_ref()].into_iter().flatten() {
            let mut runs = pods.runs.iter();
            let container = runs.find(|one| one.name == step.container);
            let patched = place.patches_name(&step.container);
            let Some(container) = container.filter(|_| !patched) else {
                continue;
            };
            let environment = Environment::of(cx, member.id.cluster, pods, container);
            let asked = asked(&step.command);
            let lost = asked
                .into_iter()
                .filter(|name| environment.variable(name) == Known::Not);
            for name in lost {
                if !known.insert(name.clone()) {
                    continue;
                }
                let has = container.variables.keys().filter(|own| is_of_login(own));
                let has: Vec<&str> = has.map(String::as_str).collect();
                let diag = LINT
                    .diag(
                        used.hook.span,
                        format!(
                            "the hook of `{}` reads `${name}`, which container `{}` does not have",
                            workload.label(),
                            container.name
                        ),
                    )
                    .about(subjects::of_workload(workload.id).into_iter().take(1))
                    .label(LABEL);
                out.push(match has.as_slice() {
                    [] => diag.because(format!("`{}` sets no variable of this name", pods.file)),
                    has => diag.because(format!("`{}` sets `{}`", pods.file, has.join("`, `"))),
                }
                .help(format!("set `{name}` in the container, or name a variable that it has in the command")));
            }
        }
    }
}

/// Endings of the names of variables with what a client logs in with. Images set no such variable themselves.
const ENDINGS: [&str; 5] = ["_PASSWORD", "_PASSWORD_FILE", "_USER", "_USERNAME", "_PWD"];

fn is_of_login(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The variables with credentials that a command of a shell reads and does not set itself.
fn asked(command: &[String]) -> BTreeSet<String> {
    let shell = command.first().is_some_and(|first| {
        let program = first.rsplit('/').next().unwrap_or_default();
        ["ash", "bash", "dash", "sh"].contains(&program)
    });
    // `-c`, also together with other letters.
    let mut options = command.iter().skip(1);
    let script = options.position(|word| word.starts_with('-') && word.ends_with('c'));
    let script = script.and_then(|at| command.get(at + 2)).filter(|_| shell);
    let Some(script) = script else {
        return BTreeSet::new();
    };
    let mut names = BTreeSet::new();
    for (at, _) in script.match_indices('$') {
        let rest = script.get(at + 1..).unwrap_or_default();
        let inner = rest.strip_prefix('{');
        let text = inner.unwrap_or(rest);
        let word: String = text
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        let after = text.get(word.len()..).unwrap_or_default();
        // One with a default may be missing.
        let plain = inner.is_none() || after.starts_with('}');
        let sets = script.contains(&format!("{word}="))
            || script.contains(&format!("read {word}"))
            || script.contains(&format!("read -r {word}"));
        if plain && is_of_login(&word) && !sets {
            names.insert(word);
        }
    }
    names
}
