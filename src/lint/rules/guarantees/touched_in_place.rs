//! touched-in-place: a small share of touched files for an engine that writes to all of its files, so each copy reads whole files.

use crate::analyze::rpo::survival;
use crate::diag::{Diags, findings};
use crate::lint::walk::workloads;
use crate::lint::{Lint, LintCx};
use crate::model::value::Share;
use crate::model::{Method, Recover};

pub(super) static LINT: Lint = Lint {
    finding: &findings::TOUCHED_IN_PLACE,
    check,
};

/// Recipes of engines that write their pages back into the same files. Cassandra and
/// Redis write new files instead.
const IN_PLACE: [&str; 4] = ["mariadb", "mongodb", "mysql", "postgres"];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        let (engine, why) = match (member.recover_of(workload), &workload.quiesce) {
            (Some(Recover::Dump(dump)), _) => {
                (&dump.hook.recipe, "each run writes the whole dump again")
            }
            (_, Some(quiesce)) if IN_PLACE.contains(&&*quiesce.hook.recipe.value) => (
                &quiesce.hook.recipe,
                "the engine writes pages back into its files, and one changed page makes the whole file touched",
            ),
            _ => continue,
        };
        // A snapshot that is not moved reads no file.
        let moved = survival::must_be_moved(cx.model, member);
        if member.set_method() != Method::FileBackup && !moved {
            continue;
        }
        for volume in workload
            .volumes
            .iter()
            .filter(|v| member.copies(workload, v))
        {
            let Some(touched) = &volume.touched else {
                continue;
            };
            if touched.value < Share::percent(100) {
                out.push(
                        LINT.diag(touched.span,
                            format!("`{}` writes to more of its files than this share", engine.value),
                        )
                        .label(why)
                        .related(engine.span, "this engine")
                        .because("a copy reads the whole of each file whose time or size has changed: backups take longer than computed")
                        .help("remove `touched`: the run is then computed with every byte of the volume"),
                    );
            }
        }
    }
}
