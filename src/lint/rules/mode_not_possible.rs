//! mode-not-possible: modes that no road of a recovery leads to: two clusters that write, or none that was recovered.

use crate::analyze::recovery::{Place, State, hands_to, heir};
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Standby};

pub(super) static LINT: Lint = Lint {
    name: "mode-not-possible",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for place in &cx.facts.places {
        let Some(mode) = &place.cluster.mode else {
            continue;
        };
        let Some((message, help)) = fault(cx, place) else {
            continue;
        };
        out.push(
            Diag::new("mode-not-possible", mode.span, message)
                .label("not while the other clusters are as they are")
                .help(help),
        );
    }
}

fn fault(cx: &LintCx<'_>, place: &Place<'_>) -> Option<(String, String)> {
    if place.state == State::Fenced {
        return fence_fault(cx, place.cluster);
    }
    let name = &place.cluster.name.value;
    let home = &place.home.name.value;
    if place.cluster.recovers.is_none() {
        return match place.state {
            State::Standby => Some((
                format!("`{name}` recovers no other cluster, so it cannot wait for one"),
                "write `recovers CLUSTER` in it, or leave out `mode`".to_owned(),
            )),
            State::Recover(_) if place.from.is_none() => Some((
                format!(
                    "no cluster has taken over from `{name}`, so it has nothing to recover from"
                ),
                "leave out `mode`; after a recovery `drplan failover begin --cluster` writes it"
                    .to_owned(),
            )),
            State::Recover(_) | State::Active | State::Fenced => None,
        };
    }
    let cold = place
        .cluster
        .standby
        .as_ref()
        .is_none_or(|s| s.value == Standby::Cold);
    match place.state {
        State::Standby if cold => Some((
            format!("`{name}` is cold: it does not exist before the disaster, so it cannot wait"),
            "write `standby warm`, or leave out `mode`: the path of a cold cluster is always a recovery".to_owned(),
        )),
        State::Active if State::of(place.home) == State::Active => Some((
            format!("`{name}` and `{home}` are both active"),
            format!("both would run the same applications and write backups: write `mode fenced` in `{home}`, or let `drplan failover` write the modes"),
        )),
        State::Active if State::of(place.home) == State::Fenced && !hands_to(place.home, place.cluster) => {
            let other = heir(place.home)?;
            Some((
                format!("`{home}` is fenced for `{}`, and `{name}` is active", other.value),
                format!("write `for {name}` in the fence of `{home}`, or let `drplan failover` write the modes"),
            ))
        }
        State::Active => {
            let other = cx
                .model
                .recoveries(home)
                .find(|other| other.name != place.cluster.name && State::of(other) == State::Active)?;
            Some((
                format!("`{name}` and `{}` are both active for `{home}`", other.name.value),
                "let one cluster serve: fence the other".to_owned(),
            ))
        }
        State::Standby | State::Recover(_) | State::Fenced => None,
    }
}

/// A fence that says the wrong heir, or none where several wait for it.
fn fence_fault(cx: &LintCx<'_>, cluster: &Cluster) -> Option<(String, String)> {
    let name = &cluster.name.value;
    let recoveries: Vec<&Cluster> = cx.model.recoveries(name).collect();
    if let Some(heir) = heir(cluster) {
        let known = recoveries
            .iter()
            .any(|other| other.name.value == heir.value);
        return (!known).then(|| {
            (
                format!(
                    "`{name}` is fenced for `{}`, which does not recover it",
                    heir.value
                ),
                "name a cluster with `recovers`, or leave out `for`".to_owned(),
            )
        });
    }
    let mut ready = recoveries
        .iter()
        .filter(|other| State::of(other).recovering());
    let (one, other) = (ready.next()?, ready.next()?);
    Some((
        format!(
            "`{name}` is fenced, and both `{}` and `{}` would take over",
            one.name.value, other.name.value
        ),
        format!("say for which: `mode fenced {{ for {} }}`", one.name.value),
    ))
}
