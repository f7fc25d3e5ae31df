//! Formats: each verb has those of its own report, said before the verb or after it.

use super::{Args, Command};
use crate::output::{answer, findings};
use clap::ValueEnum;
use clap::builder::PossibleValue;

impl ValueEnum for findings::Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Full, Self::Concise, Self::Plain, Self::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Full => PossibleValue::new("full").help("With source text and drawing"),
            Self::Concise => PossibleValue::new("concise").help("One line a finding"),
            Self::Plain => PossibleValue::new("plain").help("Without drawing, for screen readers"),
            Self::Json => PossibleValue::new("json").help("As JSON"),
        })
    }
}

impl ValueEnum for answer::Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Text, Self::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Text => PossibleValue::new("text").help("For people"),
            Self::Json => PossibleValue::new("json").help("As JSON"),
        })
    }
}

impl Args {
    /// Gives the verb the format that stands before it.
    ///
    /// # Errors
    /// The formats that the report of the verb has, where this is none of them.
    pub(crate) fn settle_format(&mut self) -> Result<(), String> {
        let Some(word) = self.format.take() else {
            return Ok(());
        };
        match &mut self.command {
            Command::Check(verb) => settle(&word, &mut verb.format),
            Command::Fmt(verb) => settle(&word, &mut verb.format),
            Command::Build(verb) => settle(&word, &mut verb.format),
            Command::Failover(verb) => settle(&word, &mut verb.format),
            Command::Init(verb) => settle(&word, &mut verb.format),
            Command::Explain(verb) => settle(&word, &mut verb.format),
            Command::Show(verb) => settle(&word, &mut verb.format),
            Command::Simulate(verb) => settle(&word, &mut verb.format),
            Command::Version(verb) => settle(&word, &mut verb.format),
            Command::Completions { .. } | Command::Man => {
                Err("this verb prints one thing in one form, and takes no `--format`".to_owned())
            }
        }
    }

    /// Whether programs read what is printed.
    pub(crate) fn is_json(&self) -> bool {
        let findings = |format: Option<findings::Format>| format == Some(findings::Format::Json);
        let answer = |format: Option<answer::Format>| format == Some(answer::Format::Json);
        match &self.command {
            Command::Check(verb) => findings(verb.format),
            Command::Fmt(verb) => findings(verb.format),
            Command::Build(verb) => findings(verb.format),
            Command::Failover(verb) => findings(verb.format),
            Command::Init(verb) => answer(verb.format),
            Command::Explain(verb) => answer(verb.format),
            Command::Show(verb) => answer(verb.format),
            Command::Simulate(verb) => answer(verb.format),
            Command::Version(verb) => verb.json || answer(verb.format),
            Command::Completions { .. } | Command::Man => false,
        }
    }
}

/// Reads a format, unless the verb has one of its own.
fn settle<F: ValueEnum>(word: &str, format: &mut Option<F>) -> Result<(), String> {
    let read = F::from_str(word, false).map_err(|_| {
        let words: Vec<String> = F::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        format!(
            "this verb has no format `{word}`; it has {}",
            words.join(", ")
        )
    })?;
    format.get_or_insert(read);
    Ok(())
}
