//! engine-differs: a recipe for another engine than its container runs: its programs or statements do not exist there.
//!
//! Images of the projects: mongo has no `mongosh` before 5.0, mariadb has no `mysqldump` since 11.0.

use crate::diag::{Diags, findings};
use crate::lint::walk::engine_files::recipe_of;
use crate::lint::walk::hook_places::hook_places;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::recipe::Purpose;
use crate::repository::contents::{Container, Family};

pub(super) static LINT: Lint = Lint {
    finding: &findings::ENGINE_DIFFERS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in hook_places(cx) {
        let recipe = &one.hook.recipe;
        let container = one.place.container;
        let Some(why) = misfit(one.purpose, &recipe.value, container) else {
            continue;
        };
        let name = &container.name;
        let diag = LINT
            .diag(
                one.hook.container.span,
                format!(
                    "the recipe `{}` does not run in container `{name}` of `{}`",
                    recipe.value,
                    one.workload.label()
                ),
            )
            .about(subjects::of_workload(one.workload.id).into_iter().take(1))
            .label("the hook fails in every run, so the run is not a recovery point")
            .because(format!(
                "`{}` runs `{}` in it",
                one.place.pods.file, container.image
            ))
            .because(why);
        let fits = |other: &&Container| {
            other.family().is_some() && misfit(one.purpose, &recipe.value, other).is_none()
        };
        let other = one.place.pods.runs.iter().find(fits);
        out.push(match (other, container.family().and_then(recipe_of)) {
            (Some(other), _) => diag.help(format!("write `container {}`", other.name)),
            (None, Some(own)) if own != &*recipe.value => diag.help(format!("write the recipe `{own}`")),
            (None, _) => diag.help("write the container of the engine, or a `hook` of your own with commands that its image has"),
        });
    }
}

/// Why a recipe does not run in a container; `None` where it may.
fn misfit(purpose: Purpose, recipe: &str, container: &Container) -> Option<&'static str> {
    let family = container.family()?;
    let major = container.engine().map(|(_, major)| major);
    let own = container.is_of_project();
    match (recipe, family) {
        (_, Family::Exporter) => Some("an exporter has no client of the engine"),
        ("mysql", Family::MariaDb) if purpose == Purpose::Quiesce => {
            Some("MariaDB has no `super_read_only`")
        }
        ("mysql", Family::MariaDb) if own && major.is_some_and(|major| major >= 11) => {
            Some("the image of MariaDB 11 has `mariadb-dump` in place of `mysqldump`")
        }
        ("mongodb", Family::MongoDb)
            if purpose == Purpose::Quiesce && own && major.is_some_and(|major| major < 5) =>
        {
            Some("the image has no `mongosh` before MongoDB 5")
        }
        ("mysql", Family::MariaDb) => None,
        (recipe, family) if recipe_of(family) != Some(recipe) => {
            Some("its image is of another engine, which has other programs")
        }
        _ => None,
    }
}
