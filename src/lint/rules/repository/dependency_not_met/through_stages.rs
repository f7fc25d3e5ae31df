//! Objects that wait for what comes only after the stage that waits for them.

use super::{LINT, called};
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::once::Once;
use crate::lint::walk::staged::{Event, Staged, staged};
use crate::source::Span;

/// How many stages of a circle are named.
const NAMED: usize = 6;

pub(super) fn through_stages(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for order in staged(cx) {
        for (stage, at) in order.awaited() {
            of_object(&order, (stage, at), &mut once, out);
        }
    }
}

fn of_object(
    order: &Staged<'_>,
    (stage, at): (usize, usize),
    once: &mut Once<(Span, String)>,
    out: &mut Diags,
) {
    let (Some(one), Some((path, _))) = (order.object(stage, at), order.shown(stage)) else {
        return;
    };
    for (event, what) in order.needed(stage, one) {
        let of = event.stage();
        // What the same stage brings comes with it.
        let Some(way) = order
            .way(event, Event::Ready(stage))
            .filter(|_| of != stage)
        else {
            continue;
        };
        let Some((other, _)) = order.shown(of) else {
            continue;
        };
        // What several objects of a path wait for is one cause.
        if !once.first((path.span, what.clone())) {
            continue;
        }
        let cluster = order.side.cluster.stated_name();
        let diag = LINT
            .diag(
                path.span,
                format!("`{}` waits for `{what}` of `{}`, which comes only after this path", called(one), other.value),
            )
            .label("each waits for the other: the recovery stops here, and nothing after it is applied")
            .because(format!("`{}` or a patch of it says so", one.file))
            .because(format!("in this order the stages wait: {}", stages(order, &way)))
            .related(other.span, "this path brings it");
        out.push(
            diag.help(format!("move what `{}` waits for into a platform that comes before this path, or remove the `dependsOn` or `healthChecks` in the overlay for `{cluster}`", called(one))),
        );
    }
}

/// The stages of a way, from the one that waits longest.
fn stages(order: &Staged<'_>, way: &[Event]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for event in way {
        let Some(stage) = order.side.stages.get(event.stage()) else {
            continue;
        };
        if names.last() != Some(&stage.name.as_str()) {
            names.push(&stage.name);
        }
    }
    if names.len() > NAMED {
        let last = names.split_off(names.len().saturating_sub(NAMED / 2));
        names.truncate(NAMED / 2);
        names.push("…");
        names.extend(last);
    }
    let names: Vec<String> = names
        .into_iter()
        .map(|name| {
            if name == "…" {
                name.to_owned()
            } else {
                format!("`{name}`")
            }
        })
        .collect();
    names.join(", then ")
}
