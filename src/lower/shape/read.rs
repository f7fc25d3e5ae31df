//! One value as its type reads it.

use super::val::Val;
use crate::diag::{Diag, Safety, near::nearest};
use crate::model::value::{Name, NameError, RepoPath};
use crate::model::{Rhythm, Selector, WorkloadKind};
use crate::schema::Ty;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Value;

/// Reads a value, or says what was expected and shows an example.
pub(super) fn read_value(value: &Spanned<Value>, ty: Ty) -> Result<Val, Diag> {
    let text = value.value.text();
    let span = value.span;
    let wrong = |rule: &str| wrong_value(span, text, ty, rule);
    match ty {
        Ty::Literal(word) => {
            if text == word { Ok(Val::Text(text.into())) } else { Err(wrong("")) }
        }
        Ty::Choice(words) => {
            if words.contains(&text) {
                return Ok(Val::Text(text.into()));
            }
            let diag = wrong_value(span, text, ty, "");
            Err(match nearest(text, words.iter().copied()) {
                Some(near) => diag.help(format!("write `{near}`")).fix(span, near, Safety::Review),
                None => diag,
            })
        }
        Ty::NamespaceName if text == "*" => Ok(Val::Rest),
        Ty::Name | Ty::NamespaceName | Ty::Ref(_) | Ty::Need => read_name(span, text),
        Ty::Text | Ty::Finding | Ty::FreePath => {
            if text.is_empty() { Err(wrong("an empty text says nothing")) } else { Ok(Val::Text(text.into())) }
        }
        Ty::Argument => Ok(Val::Text(text.into())),
        Ty::Cron => {
            if value.value.is_quoted() {
                Ok(Val::Text(text.into()))
            } else {
                Err(wrong("a cron line holds blanks, so it stands in quotes"))
            }
        }
        Ty::Duration => match text.parse::<crate::model::value::Duration>() {
            Ok(duration) if duration.as_seconds() > 0 => Ok(Val::Duration(duration)),
            Ok(_) => Err(wrong("it must be more than nothing")),
            Err(rule) => Err(duration_hint(span, text, wrong(rule))),
        },
        Ty::Size => text.parse().map(Val::Size).map_err(wrong),
        Ty::Rate => text.parse().map(Val::Rate).map_err(wrong),
        Ty::Share => text.parse().map(Val::Share).map_err(wrong),
        Ty::ShareOfDay => text.parse().map(Val::ShareOfDay).map_err(wrong),
        Ty::Number => number(text).map(Val::Number).ok_or_else(|| wrong("")),
        Ty::Count => number(text).filter(|n| *n > 0).map(Val::Number).ok_or_else(|| wrong("")),
        Ty::Version => text.parse().map(Val::Version).map_err(wrong),
        Ty::Date => text.parse().map(Val::Date).map_err(wrong),
        Ty::Window => text.parse().map(Val::Window).map_err(wrong),
        Ty::Path => RepoPath::new(text).map(Val::Path).map_err(|rule| outside(span, text, rule)),
        Ty::KeyValue => pair(text).ok_or_else(|| wrong("")),
        Ty::Label => match pair(text) {
            Some(Val::KeyValue(_, value)) if !is_label_value(&value) => Err(wrong(
                "the value of a label is at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit",
            )),
            read => read.ok_or_else(|| wrong("")),
        },
        Ty::Workload => workload(text).ok_or_else(|| {
            wrong("the kind is statefulset, deployment or daemonset: those have a pod template that hooks go on")
        }),
        Ty::ObjectRef => match text.split_once('/') {
            Some((kind @ ("configmap" | "secret"), name)) if is_object_name(name) => {
                Ok(Val::KeyValue(kind.into(), name.into()))
            }
            _ => Err(wrong("")),
        },
        Ty::SecretKey => match text.strip_prefix("secret/").and_then(|rest| rest.split_once('/')) {
            Some((name, key)) if is_object_name(name) && !key.is_empty() && !key.contains('/') => {
                Ok(Val::KeyValue(name.into(), key.into()))
            }
            _ => Err(wrong("")),
        },
        Ty::Selector => selector(text).map(|s| Val::Selector(Box::new(s))).ok_or_else(|| wrong("")),
        Ty::Rhythm => match text {
            "day" => Ok(Val::Rhythm(Rhythm::Day)),
            "week" => Ok(Val::Rhythm(Rhythm::Week)),
            "month" => Ok(Val::Rhythm(Rhythm::Month)),
            "quarter" => Ok(Val::Rhythm(Rhythm::Quarter)),
            _ if value.value.is_quoted() => Ok(Val::Rhythm(Rhythm::Cron(text.into()))),
            _ => Err(wrong("")),
        },
    }
}

fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// A DNS subdomain, as names of Secrets and ConfigMaps are.
fn is_object_name(text: &str) -> bool {
    text.len() <= 253 && !text.is_empty() && text.split('.').all(|part| Name::new(part).is_ok())
}

fn read_name(span: Span, text: &str) -> Result<Val, Diag> {
    Name::new(text).map(Val::Name).map_err(|error| match error {
        NameError::Shape => bad_name(span, text),
        NameError::Length(_) => too_long(span, error),
    })
}

fn is_label_value(text: &str) -> bool {
    let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    text.len() <= 63
        && edge(text.bytes().next())
        && edge(text.bytes().last())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn pair(text: &str) -> Option<Val> {
    let (key, value) = text.split_once('=')?;
    // The name of a key is spelled as a value is.
    let key_ok = match key.split_once('/') {
        Some((domain, name)) => is_object_name(domain) && is_label_value(name),
        None => is_label_value(key),
    };
    (key_ok && !value.is_empty()).then(|| Val::KeyValue(key.into(), value.into()))
}

fn workload(text: &str) -> Option<Val> {
    let (kind, name) = text.split_once('/')?;
    let kind = WorkloadKind::from_word(&kind.to_ascii_lowercase())?;
    is_object_name(name).then(|| Val::Workload(kind, name.into()))
}

/// `NAMESPACE[/KIND/NAME].VALUE`.
pub(crate) fn selector(text: &str) -> Option<Selector> {
    let (subject, value) = text.rsplit_once('.')?;
    let (namespace, workload) = match subject.split_once('/') {
        Some((namespace, rest)) => {
            let (kind, name) = rest.split_once('/')?;
            (
                namespace,
                Some((WorkloadKind::from_word(kind)?, Box::from(name))),
            )
        }
        None => (subject, None),
    };
    (!namespace.is_empty() && !value.is_empty()).then(|| Selector {
        namespace: namespace.into(),
        workload,
        value: value.into(),
    })
}

/// `15min`, `2hours`: the unit is one letter.
fn duration_hint(span: Span, text: &str, diag: Diag) -> Diag {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let unit: String = text.chars().skip(digits.len()).collect();
    let letter = match unit.to_lowercase().as_str() {
        "min" | "mins" | "minute" | "minutes" => "m",
        "hour" | "hours" | "hr" | "hrs" => "h",
        "day" | "days" => "d",
        "sec" | "secs" | "second" | "seconds" => "s",
        "week" | "weeks" => "w",
        _ => return diag,
    };
    if digits.is_empty() {
        return diag;
    }
    let right = format!("{digits}{letter}");
    diag.help(format!("write `{right}`"))
        .fix(span, right, Safety::Review)
}

fn wrong_value(span: Span, text: &str, ty: Ty, rule: &str) -> Diag {
    let diag = Diag::new(
        "wrong-value",
        span,
        format!("`{text}` is not {}", ty.expected()),
    );
    let diag = if rule.is_empty() {
        diag
    } else {
        diag.label(rule)
    };
    diag.help(format!("write for example `{}`", ty.example()))
}

fn bad_name(span: Span, text: &str) -> Diag {
    let right: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let diag = Diag::new(
        "bad-name",
        span,
        format!("`{text}` cannot be the name of a Kubernetes object"),
    )
    .label(
        "a name is lower-case letters, digits and `-`, and begins and ends with a letter or digit",
    );
    let right = right.trim_matches('-').to_owned();
    if right.is_empty() || text == "*" {
        diag.help("write a name such as `payments`")
    } else {
        diag.help(format!("write `{right}`"))
            .fix(span, right, Safety::Review)
    }
}

fn too_long(span: Span, error: NameError) -> Diag {
    Diag::new("name-too-long", span, error.to_string())
        .label("the API server refuses it")
        .help("write a shorter name")
}

fn outside(span: Span, text: &str, rule: &str) -> Diag {
    Diag::new(
        "path-outside",
        span,
        format!("`{text}` is no path inside the repository"),
    )
    .label(rule)
    .help("write a path from the repository root, such as `apps/payments`")
}
