//! operator-starts-empty: a resource of `recover operator` that its operator starts without the copy: a new and empty
//! database, or one that refuses to start.

use crate::analyze::effective::Member;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{Operator, OperatorName, Recover, Workload};
use crate::repository::contents::{Operated, Start};

pub(super) static LINT: Lint = Lint {
    finding: &findings::OPERATOR_STARTS_EMPTY,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        if applied.member.is_none() {
            continue;
        }
        for member in cx.analysis.members_of(&applied.side.primary) {
            let apps = member.block.apps.as_ref();
            let own =
                apps.is_some_and(|apps| applied.side.overlay(apps).value == applied.path.value);
            for (workload, operator) in operators(member).into_iter().filter(|_| own) {
                for found in of(&applied, member, workload, operator) {
                    if once.first((applied.path.span, &found.name))
                        && let Some(diag) = report(&applied, found, operator)
                    {
                        out.push(diag.about([subjects::of_block(member.block.id)]));
                    }
                }
            }
        }
    }
}

/// What a namespace and its workloads say of operators.
fn operators(member: &Member) -> Vec<(Option<&Workload>, &Operator)> {
    let all = member.recovers().into_iter();
    let operators = all.filter_map(|(workload, recover)| {
        let Recover::Operator(operator) = recover else {
            return None;
        };
        Some((workload, &**operator))
    });
    operators.collect()
}

/// The resources of an operator in a namespace: the one that the workload is, else those of its own kinds, where the
/// overlay has any.
fn of<'a>(
    applied: &Applied<'a>,
    member: &Member,
    workload: Option<&Workload>,
    operator: &Operator,
) -> Vec<&'a Operated> {
    let namespace = applied.side.cluster.called(member.name.value.as_str());
    let is_in = |one: &&Operated| one.namespace.is_empty() || one.namespace == namespace;
    let all = applied.contents.operated.iter().filter(is_in);
    let named = workload.map(|workload| &workload.name.value);
    let named = named.filter(|name| name.kind.operator().is_some());
    all.filter(|one| match named {
        Some(name) => one.is_called(name),
        None => one
            .operators
            .iter()
            .any(|own| own.word() == &*operator.name.value),
    })
    .collect()
}

fn report(applied: &Applied<'_>, found: &Operated, operator: &Operator) -> Option<Diag> {
    let label = format!("{}/{}", found.kind, found.name);
    let path = &applied.path.value;
    let cluster = applied.side.cluster.stated_name();
    let (message, why, help) = match &found.start {
        Start::Copy => return None,
        // That of an operator without archives is `archive-not-possible`, whatever the repository shows.
        Start::NoArchive if operator.archive.is_none() || !has_archive(operator) => return None,
        Start::NoArchive => (
            format!("`{label}` of `{path}` cannot start from an archive"),
            "its operator has no field for it: the recovered resource is new and empty, and everything is green".to_owned(),
            find_help(found),
        ),
        Start::Empty(help) => (
            format!("`{label}` of `{path}` starts empty on `{cluster}`"),
            "on a cluster without it the operator makes a new and empty database, and everything is green".to_owned(),
            (*help).to_owned(),
        ),
        Start::OwnArchive(archive) => (
            format!("`{label}` of `{path}` starts from the archive that it writes to: `{archive}`"),
            "the operator refuses to write to an archive that is not empty, and the database does not start".to_owned(),
            "write another `serverName` or path for its own archive".to_owned(),
        ),
    };
    Some(
        LINT.diag(applied.path.span, message)
            .label(why)
            .because(format!("`{}` declares it", found.file))
            .related(operator.span, "its data is expected from here")
            .help(help),
    )
}

fn has_archive(operator: &Operator) -> bool {
    OperatorName::from_word(&operator.name.value).is_none_or(OperatorName::has_archive)
}

fn find_help(found: &Operated) -> String {
    match found.operators.first() {
        Some(name) => format!(
            "keep a second cluster up to date by its own replication, and write `standby` in `recover operator {}`",
            name.word()
        ),
        None => "keep a second cluster up to date by its own replication".to_owned(),
    }
}
