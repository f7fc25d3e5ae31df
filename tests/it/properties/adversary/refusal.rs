//! Refused plans: whether some interval would have kept what was promised, at the worst.

use super::declared::Plan;
use super::judge::{Effort, Observed, judge};
use super::tree::{self, Stmt, line};

/// Errors about promises alone: everything else is refused for another reason.
const PROMISES: [&str; 3] = ["rpo-not-met", "rto-not-met", "cannot-keep-up"];

const LINES: [(&str, f64); 9] = [
    ("*/5 * * * *", 300.0),
    ("*/15 * * * *", 900.0),
    ("7,37 * * * *", 1_800.0),
    ("12 * * * *", 3_600.0),
    ("5 */2 * * *", 7_200.0),
    ("5 */4 * * *", 14_400.0),
    ("11 */6 * * *", 21_600.0),
    ("11 */12 * * *", 43_200.0),
    ("20 1 * * *", 86_400.0),
];

/// Whether the plan was refused for its promises alone.
pub fn counts(errors: &[&str]) -> bool {
    !errors.is_empty() && errors.iter().all(|error| PROMISES.contains(error))
}

fn observed(row: &Observed) -> Option<f64> {
    row.losses.get(row.scope.as_str()).copied().flatten()
}

/// The plan without its promises, with this line where it had none.
fn relaxed(plan: &[Stmt], cron: &str) -> Vec<Stmt> {
    let mut plan = plan.to_vec();
    for tier in plan.iter_mut().filter(|stmt| stmt.keyword() == "tier") {
        tier.body
            .retain(|stmt| !matches!(stmt.keyword(), "rpo" | "rto" | "when" | "keep"));
        tier.push("rpo 90d");
        tier.push("keep 400d");
        if tier.get("every").is_none() {
            tier.body.push(line(&format!("every \"{cron}\"")));
        }
    }
    plan
}

/// The line with which everything that was promised is kept, and the largest of what is claimed with it, as a share
/// of the promise: below one, another line would have been accepted.
pub fn kept(plan: &[Stmt]) -> Option<String> {
    let declared = Plan::read(plan);
    let longest = declared
        .namespaces
        .iter()
        .filter_map(|one| one.main.rpo)
        .fold(0.0, f64::max);
    for (cron, _) in LINES
        .iter()
        .filter(|(_, gap)| *gap <= longest && *gap * 20.0 >= longest)
    {
        let verdict = judge(&relaxed(plan, cron), Effort { tries: 2 });
        if !verdict.errors.is_empty() || verdict.observed.is_empty() {
            continue;
        }
        let broken = [
            "time-out",
            "dead",
            "never-back",
            "survival",
            "restore-time-out",
            "avoid",
        ];
        if verdict
            .faults
            .iter()
            .any(|fault| broken.contains(&fault.kind))
        {
            continue;
        }
        let mut most = String::new();
        let mut share = 0.0_f64;
        let holds = verdict.observed.iter().all(|row| {
            let named = declared
                .namespaces
                .iter()
                .find(|one| one.is(&row.namespace));
            let Some(promise) = named else { return false };
            let main = (row.scope.as_str(), promise.main.rpo);
            let when = promise
                .when
                .iter()
                .map(|(scope, own)| (scope.as_str(), own.rpo));
            let mut points = when
                .chain([main])
                .filter_map(|(scope, rpo)| Some((scope, rpo?)));
            let points = points.all(|(scope, rpo)| match row.losses.get(scope) {
                Some(Some(loss)) => *loss <= rpo,
                Some(None) => false,
                // What is rebuilt has no data to lose; of another row this loss was not tried.
                None => row.losses.is_empty(),
            });
            let rtos = promise
                .when
                .values()
                .filter_map(|own| own.rto)
                .chain(promise.main.rto);
            let mut rtos = rtos.peekable();
            let times = match (row.back, rtos.peek()) {
                (_, None) => true,
                (Some(Some(back)), _) => rtos.all(|rto| back <= rto),
                (_, Some(_)) => false,
            };
            let rto = promise.main.rto;
            let claims = [
                (row.claim, promise.main.rpo, observed(row), "rpo"),
                (row.claimed_back, rto, row.back.flatten(), "rto"),
            ];
            for (claim, promised, seen, of) in claims {
                let (Some(claim), Some(promised)) = (claim, promised) else {
                    continue;
                };
                if claim / promised > share {
                    share = claim / promised;
                    most = format!(
                        "{of} of {}: promised {promised}, claimed {claim}, seen {seen:?}",
                        row.namespace
                    );
                }
            }
            points && times
        });
        if holds {
            let line = tree::print(&[line(&format!("every \"{cron}\""))]);
            return Some(format!("{} {share:.3} {most}", line.trim()));
        }
    }
    None
}
