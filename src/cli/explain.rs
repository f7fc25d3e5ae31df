//! `drplan explain`: a page, or where an effective value comes from.

use super::args::{Args, Explain};
use super::{Exit, io, judge, plan, refuse};
use crate::diag::{findings, near::nearest};
use crate::lower::selector_of;
use crate::model::Selector;
use crate::output::answer::Format;
use crate::output::explain::{page, values};
use crate::output::{catalog, findings as drawn};
use crate::report::{self, Answer, VALUES};
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Explain) -> Result<Exit> {
    let format = verb.format.unwrap_or_default();
    let Some(what) = &verb.what else {
        io::print(&catalog::list(format))?;
        return Ok(Exit::Ok);
    };
    if let Some(text) = page_of(format, what) {
        if let Some(plan) = &verb.plan {
            let plan = io::shown(plan);
            let message = format!(
                "a page needs no plan; the `{what}` of a namespace is `drplan explain {plan}.{what}`"
            );
            return Ok(refuse(args, Exit::Usage, &message));
        }
        io::print(&text)?;
        return Ok(Exit::Ok);
    }
    let selector = selector_of(what);
    let known = selector.filter(|selector| VALUES.contains(&&*selector.value));
    let Some(selector) = known else {
        return Ok(refuse(args, Exit::Usage, &unknown(what)));
    };
    let done = match plan::compiled(args, verb.plan.as_deref())? {
        Ok(done) => done,
        Err(exit) => return Ok(exit),
    };
    let Some(analysis) = &done.analysis else {
        judge::print_and_count(args, &done, drawn::Format::Full)?;
        return Ok(judge::exit(args, &done));
    };
    match report::explain(&done.sources, analysis, &selector) {
        Answer::Values(found) => {
            io::print(&values(format, found)?)?;
            if format == Format::Text {
                judge::count(args, &done);
            }
            Ok(Exit::Ok)
        }
        answer @ (Answer::NoNamespace(_) | Answer::NoWorkload(_) | Answer::NotStated) => {
            Ok(refuse(args, Exit::Findings, &nothing(&selector, &answer)))
        }
    }
}

/// Statements that decide a value of another name.
const KEYWORDS: [(&str, &str); 5] = [
    ("bucket", "store"),
    ("every", "schedule"),
    ("recover", "method"),
    ("retention", "keep"),
    ("ttl", "keep"),
];

/// The page of a finding, a value, a recipe or a statement, in this order.
fn page_of(format: Format, what: &str) -> Option<String> {
    if let Some(row) = findings::find(what) {
        return Some(page(format, "finding", row.name, row.page));
    }
    if let Some(text) = catalog::value(what) {
        let more = catalog::statement(what).map(|text| text.replacen("# ", "## The statement ", 1));
        let text = format!(
            "{text}{}",
            more.map_or(String::new(), |more| format!("\n{more}"))
        );
        return Some(page(format, "value", what, &text));
    }
    if let Some(text) = catalog::recipe(what) {
        return Some(page(format, "recipe", what, &text));
    }
    let text = catalog::statement(what)?;
    Some(page(format, "statement", what, &text))
}

/// What was asked for is none of what can be explained.
fn unknown(what: &str) -> String {
    if let Some((of, value)) = what.rsplit_once('.')
        && !VALUES.contains(&value)
    {
        let near = KEYWORDS
            .iter()
            .find(|(keyword, _)| *keyword == value)
            .map(|(_, value)| *value)
            .or_else(|| nearest(value, VALUES));
        let hint = near.map_or_else(
            || format!("a value is one of `{}`", VALUES.join("`, `")),
            |near| format!("did you mean `{of}.{near}`?"),
        );
        return format!("`{value}` is not a value of a namespace; {hint}");
    }
    let near = nearest(what, catalog::names());
    let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    format!(
        "nothing is called `{what}`{hint}; `drplan explain` lists what has a page, and `NAMESPACE.VALUE` asks for a value of the plan"
    )
}

/// The plan does not have it.
fn nothing(selector: &Selector, answer: &Answer) -> String {
    let namespace = &selector.namespace;
    let guess = |near: &Option<String>| {
        let near = near.as_ref();
        near.map_or(String::new(), |near| format!("; did you mean `{near}`?"))
    };
    match answer {
        Answer::NoNamespace(near) => {
            format!("the plan has no namespace `{namespace}`{}", guess(near))
        }
        Answer::NoWorkload(near) => {
            let workload = selector.workload.as_ref();
            let workload = workload.map_or(String::new(), ToString::to_string);
            format!(
                "namespace `{namespace}` of the plan has no workload `{workload}`{}",
                guess(near)
            )
        }
        Answer::NotStated | Answer::Values(_) => {
            format!("the plan states no `{}` for `{namespace}`", selector.value)
        }
    }
}
