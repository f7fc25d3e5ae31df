//! The author's own recipes.

use super::{Prepared, PreparedStep, on_error};
use crate::model::value::Duration;
use crate::model::{Hook, HookUse, Step};
use crate::source::Span;
use std::collections::BTreeMap;

/// Why a recipe cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterFault {
    /// The use gives a parameter that the recipe does not have.
    Unknown(Span, String),
    /// The recipe needs a parameter that the use does not give.
    Missing(Span, String),
    /// A string of the recipe names a parameter that is not declared.
    Undeclared(Span, String),
}

/// Velero's own default, always written out.
const TIMEOUT: Duration = Duration::seconds(30);

/// Puts the values of a use into a recipe.
///
/// # Errors
/// Every parameter that does not fit.
pub fn expand(hook: &Hook, used: &HookUse) -> Result<Prepared, Vec<ParameterFault>> {
    let mut faults = Vec::new();
    let mut values: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in &used.parameters {
        if hook
            .params
            .iter()
            .any(|param| param.name.value.as_str() == &*name.value)
        {
            values.insert(&name.value, &value.value);
        } else {
            faults.push(ParameterFault::Unknown(name.span, name.value.to_string()));
        }
    }
    for param in &hook.params {
        match (
            &param.default,
            values.contains_key(param.name.value.as_str()),
        ) {
            (Some(default), false) => {
                values.insert(param.name.value.as_str(), &default.value);
            }
            (None, false) => {
                faults.push(ParameterFault::Missing(
                    used.span,
                    param.name.value.to_string(),
                ));
            }
            (_, true) => {}
        }
    }
    let mut step = |step: &Step| PreparedStep {
        container: fill(
            &step.container.value,
            step.container.span,
            &values,
            &mut faults,
        ),
        command: step
            .command
            .iter()
            .map(|arg| fill(&arg.value, arg.span, &values, &mut faults))
            .collect(),
        timeout: step
            .timeout
            .as_ref()
            .map_or(TIMEOUT, |timeout| timeout.value),
        on_error: step
            .on_error
            .as_ref()
            .map_or(on_error(hook.holds.value), |word| word.value),
    };
    let pre = step(&hook.pre);
    let post = hook.post.as_ref().map(&mut step);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Prepared {
        label: hook.name.value.to_string(),
        span: used.span,
        holds: hook.holds.value,
        safe: hook.safe.iter().map(|method| method.value).collect(),
        via_schedule: used.via_schedule.clone(),
        pre,
        post,
    })
}

/// Replaces every `%{NAME}`.
fn fill(
    text: &str,
    span: Span,
    values: &BTreeMap<&str, &str>,
    faults: &mut Vec<ParameterFault>,
) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%{") {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push_str("%{");
            rest = after;
            continue;
        };
        match values.get(name) {
            Some(value) => filled.push_str(value),
            None => {
                let fault = ParameterFault::Undeclared(span, name.to_owned());
                // A parameter that the use lacks is one fault, wherever it is named.
                let known = faults
                    .iter()
                    .any(|f| matches!(f, ParameterFault::Missing(_, n) if n == name));
                if !known && !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}
