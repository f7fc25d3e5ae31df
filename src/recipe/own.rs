//! The author's own recipes.

use super::{CommandSize, Prepared, PreparedStep, on_error, written};
use crate::model::value::Duration;
use crate::model::{Hook, HookUse, Step};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

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
pub const TIMEOUT: Duration = Duration::seconds(30);

/// How large the commands of a recipe are without making them: what a parameter holds is written as
/// often as it is named. `lower` refuses those beyond [`MAX_BYTES`](super::MAX_BYTES) and
/// [`MAX_WORDS`](super::MAX_WORDS).
#[derive(Debug, Clone)]
pub struct OwnSize<'h> {
    /// By parameter, what its default takes.
    defaults: BTreeMap<&'h str, usize>,
    /// The commands before and after the copy.
    steps: Vec<StepSize<'h>>,
}

#[derive(Debug, Clone)]
struct StepSize<'h> {
    /// The size with the defaults.
    size: CommandSize,
    /// How often each parameter is named.
    named: BTreeMap<&'h str, usize>,
}

impl<'h> OwnSize<'h> {
    /// The size of a recipe.
    pub fn from_hook(hook: &'h Hook) -> Self {
        let params = hook.params.iter();
        let defaults = params.map(|param| {
            let default = param.default.as_ref();
            let bytes = default.map_or(0, |default| written(&default.value));
            (param.name.value.as_str(), bytes)
        });
        let defaults = defaults.collect();
        let steps = [Some(&hook.pre), hook.post.as_ref()].into_iter().flatten();
        let steps = steps
            .map(|step| StepSize::from_step(step, &defaults))
            .collect();
        Self { defaults, steps }
    }

    /// The sizes of its commands with the parameters of a use.
    pub fn of_use<'s>(&'s self, used: &'s HookUse) -> impl Iterator<Item = CommandSize> + 's {
        self.steps.iter().map(|step| {
            let mut bytes = step.size.bytes;
            for (name, value) in &used.parameters {
                let named = step.named.get(&*name.value).copied().unwrap_or(0);
                let default = self.defaults.get(&*name.value).copied().unwrap_or(0);
                bytes = bytes
                    .saturating_sub(default.saturating_mul(named))
                    .saturating_add(written(&value.value).saturating_mul(named));
            }
            CommandSize { bytes, ..step.size }
        })
    }
}

impl<'h> StepSize<'h> {
    fn from_step(step: &'h Step, defaults: &BTreeMap<&str, usize>) -> Self {
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        let mut bytes = 0_usize;
        for word in &step.command {
            // The quotes and the comma of a JSON array.
            bytes = bytes.saturating_add(3);
            for piece in pieces(&word.value) {
                let part = match piece {
                    Piece::Text(text) => written(text),
                    Piece::Parameter(name) => {
                        *named.entry(name).or_default() += 1;
                        defaults.get(name).copied().unwrap_or(0)
                    }
                };
                bytes = bytes.saturating_add(part);
            }
        }
        let words = step.command.len();
        let size = CommandSize { words, bytes };
        Self { size, named }
    }
}

/// Puts the values of a use into a recipe.
///
/// # Errors
/// Every parameter that does not fit.
pub fn expand(hook: &Hook, used: &HookUse) -> Result<Prepared, Vec<ParameterFault>> {
    let mut faults = Vec::new();
    let mut values: BTreeMap<&str, &str> = BTreeMap::new();
    let declared: BTreeSet<&str> = hook
        .params
        .iter()
        .map(|param| param.name.value.as_str())
        .collect();
    for (name, value) in &used.parameters {
        if declared.contains(&*name.value) {
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
    let missing: BTreeSet<String> = faults
        .iter()
        .filter_map(|fault| match fault {
            ParameterFault::Missing(_, name) => Some(name.clone()),
            ParameterFault::Unknown(..) | ParameterFault::Undeclared(..) => None,
        })
        .collect();
    let mut undeclared = BTreeSet::new();
    let mut fill = |text: &Spanned<Box<str>>| {
        let mut filled = String::new();
        for piece in pieces(&text.value) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Parameter(name) => match values.get(name) {
                    Some(value) => filled.push_str(value),
                    // A parameter that the use lacks is one fault, wherever it is named.
                    None if missing.contains(name) => {}
                    None => {
                        undeclared.insert((text.span, name.to_owned()));
                    }
                },
            }
        }
        filled
    };
    let mut step = |step: &Step| PreparedStep {
        container: fill(&step.container),
        command: step.command.iter().map(&mut fill).collect(),
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
    let undeclared = undeclared.into_iter();
    faults.extend(undeclared.map(|(span, name)| ParameterFault::Undeclared(span, name)));
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

/// A part of a string of a recipe.
enum Piece<'t> {
    Text(&'t str),
    /// `%{NAME}`
    Parameter(&'t str),
}

/// The parts of a string of a recipe, in order.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = Some(text);
    let mut next = None;
    std::iter::from_fn(move || {
        if let Some(name) = next.take() {
            return Some(Piece::Parameter(name));
        }
        let text = rest.take()?;
        let Some((before, after)) = text.split_once("%{") else {
            return Some(Piece::Text(text));
        };
        match after.split_once('}') {
            Some((name, tail)) => {
                (rest, next) = (Some(tail), Some(name));
                Some(Piece::Text(before))
            }
            // It is never closed.
            None => Some(Piece::Text(text)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn strings_in_parts() {
        for (text, wanted) in [
            ("", "<>"),
            ("a", "<a>"),
            ("a%{b}c", "<a>{b}<c>"),
            ("%{a}%{b}", "<>{a}<>{b}<>"),
            ("%{a", "<%{a>"),
            ("x%{%{a}y", "<x>{%{a}<y>"),
            ("%%{a}}", "<%>{a}<}>"),
        ] {
            let parts: String = pieces(text)
                .map(|piece| match piece {
                    Piece::Text(text) => format!("<{text}>"),
                    Piece::Parameter(name) => format!("{{{name}}}"),
                })
                .collect();
            assert_eq!(parts, wanted, "{text}");
        }
    }
}
