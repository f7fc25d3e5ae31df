//! hook-parameter: a recipe that does not exist, or a parameter that it does not have or lacks.

use crate::diag::near::nearest;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{HookParameters, Recover};
use crate::recipe::{self, ParameterFault, Purpose};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_PARAMETER,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for block in &cx.model.namespaces {
        dump(block.values.recover.as_ref().map(|r| &r.value), out);
        for workload in &block.workloads {
            dump(workload.recover.as_ref().map(|r| &r.value), out);
            if let Some(quiesce) = &workload.quiesce {
                built_in(Purpose::Quiesce, &quiesce.hook, out);
            }
            if let Some(used) = &workload.hook
                && let Some(hook) = cx.model.hooks.get(used.hook.value)
                && let Err(faults) = recipe::expand_own(hook, used)
            {
                faults
                    .into_iter()
                    .for_each(|fault| out.push(own(fault, hook.name.value.as_str())));
            }
        }
    }
    for tier in cx.model.tiers.values() {
        dump(tier.values.recover.as_ref().map(|r| &r.value), out);
    }
}

fn dump(recover: Option<&Recover>, out: &mut Diags) {
    if let Some(Recover::Dump(dump)) = recover {
        built_in(Purpose::Dump, &dump.hook, out);
    }
}

fn built_in(purpose: Purpose, hook: &HookParameters, out: &mut Diags) {
    let name = &hook.recipe;
    let Some(recipe) = recipe::find(purpose, &name.value) else {
        let known: Vec<&str> = recipe::RECIPES
            .iter()
            .filter(|r| r.purpose == purpose)
            .map(|r| r.name)
            .collect();
        let diag = LINT
            .diag(name.span, format!("unknown recipe `{}`", name.value))
            .label("there is no built-in recipe of this name");
        out.push(match nearest(&name.value, known.iter().copied()) {
            Some(near) => diag.help(format!("write `{near}`")),
            None => diag.help(format!(
                "write one of `{}`, or a `hook` of your own",
                known.join("`, `")
            )),
        });
        return;
    };
    if let (Some(secret), "") = (&hook.secret, recipe.password) {
        out.push(
            LINT.diag(
                secret.span,
                format!(
                    "the recipe `{}` has no client that takes a password",
                    recipe.name
                ),
            )
            .label("it would be ignored")
            .help("remove it, and write a `hook` of your own that passes the password"),
        );
    }
    if let (Some(user), "") = (&hook.user, recipe.user) {
        out.push(
            LINT.diag(
                user.span,
                format!("the recipe `{}` takes no user", recipe.name),
            )
            .label("it would be ignored")
            .help("remove it, or write a `hook` of your own"),
        );
    }
}

fn own(fault: ParameterFault, hook: &str) -> Diag {
    match fault {
        ParameterFault::Unknown(span, name) => LINT
            .diag(span, format!("hook `{hook}` has no parameter `{name}`"))
            .label("not declared there")
            .help(format!("remove it, or declare `param {name}` in the hook")),
        ParameterFault::Missing(span, name) => LINT
            .diag(span, format!("hook `{hook}` needs the parameter `{name}`"))
            .label("not given here, and without a default")
            .help(format!("write `hook {hook} {{ {name} VALUE }}`")),
        ParameterFault::Undeclared(span, name) => LINT
            .diag(
                span,
                format!("`%{{{name}}}` is not a parameter of `{hook}`"),
            )
            .label("the command would run with this text unchanged")
            .help(format!("declare it: `param {name} DEFAULT`")),
    }
}
