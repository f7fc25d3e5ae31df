//! labels-leave-out: claims that the labels of no block of their namespace take: a label selector leaves every object
//! without these labels out of the backup, and what pods use is added for pods that are in it alone
//! (`backup/item_collector.go`, `backup/actions/pod_action.go`, v1.18.3).

mod beside_pods;

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::labelled::{LeftOut, left_out};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Method;
use beside_pods::{Waiting, waiting};

pub(super) static LINT: Lint = Lint {
    finding: &findings::LABELS_LEAVE_OUT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in left_out(cx) {
        out.extend_one(report(&one));
    }
    for one in waiting(cx) {
        out.extend_one(without(&one));
    }
}

fn report(one: &LeftOut<'_>) -> Option<Diag> {
    let block = &one.member.block;
    let (span, about) = match one.declared {
        Some((own, workload)) => {
            // Pods without the label, and with a hook, are `hook-filtered`.
            let hooked = own.hook(workload).is_some();
            let counts = own.method_of(workload).copies_volumes() && (!hooked || one.owner);
            let span = counts.then_some(workload.name.span)?;
            (span, subjects::of_workload(workload.id).to_vec())
        }
        None => {
            let nothing = block.workloads.is_empty() && one.member.method.value == Method::Rebuild;
            let first = block.labels.first().filter(|_| !nothing)?;
            (first.span, vec![subjects::of_block(block.id)])
        }
    };
    let labels = block.labels.iter();
    let labels: Vec<String> = labels
        .map(|label| format!("{}={}", label.0, label.1))
        .collect();
    let own = one.pods.pod_labels.iter();
    let own: Vec<String> = own.map(|(key, value)| format!("{key}={value}")).collect();
    let (name, file) = (one.label(), &one.pods.file);
    if one.owner {
        let message = format!("the labels of its block take the pods of `{name}`, and not itself");
        return Some(
            LINT.diag(span, message)
                .about(about)
                .label("its pods are restored for their files, and nothing owns them: a template that differs in Git leaves them on the volume for ever")
                .because(format!("`metadata.labels` in `{file}` lacks `{}`", labels.join("`, `")))
                .help("write the label into `metadata.labels` too"),
        );
    }
    let message = match one.declared {
        Some(_) => format!("the labels of its block do not take `{name}`"),
        None => format!(
            "no block of `{}` takes `{name}`",
            one.member.name.value.as_str()
        ),
    };
    Some(
        LINT.diag(span, message)
            .about(about)
            .label("its claims are in no backup, and every backup is Completed")
            .because(match own.as_slice() {
                [] => format!("`{file}` gives its pods no label"),
                own => format!("`{file}` gives its pods `{}`", own.join("`, `")),
            })
            .help(format!(
                "label its pods `{}`, or write a block with the labels that they have",
                labels.join("`, `")
            )),
    )
}

/// Restored pods that wait for what is not in their backup.
fn without(one: &Waiting<'_>) -> Option<Diag> {
    let ((kind, name, object), more) = one.lost.split_first()?;
    let workload = one.shown.workload;
    let labels = one.shown.member.block.labels.iter();
    let labels: Vec<String> = labels
        .map(|label| format!("{}: {}", label.0, label.1))
        .collect();
    let label = match *kind {
        "ServiceAccount" => {
            "the API server refuses the restored pods without it, the Restore fails, and the application that would bring it waits for the Restore"
        }
        _ => {
            "the restored pods wait for it and take no files, and the application that would bring it waits for the Restore: no run ends"
        }
    };
    let diag = LINT.diag(
        workload.name.span,
        format!(
            "the labels of its block leave out {kind} `{name}`, without which `{}` does not start",
            workload.label()
        ),
    );
    let diag = diag
        .about(subjects::of_workload(workload.id))
        .label(label)
        .because(format!("its labels in `{}` are others", object.file));
    let more = more.iter().take(3).map(|(kind, name, object)| {
        format!("the same holds for {kind} `{name}` in `{}`", object.file)
    });
    let diag = more.fold(diag, Diag::because);
    Some(diag.help(format!("give it the labels `{}`", labels.join(", "))))
}
