//! One value as its type reads it.

use super::typed_value::TypedValue;
use crate::model::value::{Name, NameError, RepoPath};
use crate::model::{
    Ca, ReleaseRef, Rhythm, Selector, SourceKind, SourceRef, WorkloadKind, WorkloadRef,
};
use crate::schema::Ty;
use crate::source::odd::{Oddity, oddity};
use crate::syntax::ast::Value;

/// Why a text is not of a type.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// It breaks this rule; empty where the type says it all.
    Rule(&'static str),
    /// It is not a name.
    Name(NameError),
    /// It is not a path inside the repository.
    Outside(&'static str),
    /// It holds a character that hides or ends a line.
    Hidden(char),
}

/// Whether a word is of a type.
pub(in crate::lower) fn is_of_type(word: &str, ty: Ty) -> bool {
    parse(&Value::Word(word.into()), ty).is_ok()
}

/// Reads a value as its type asks.
pub(super) fn parse(value: &Value, ty: Ty) -> Result<TypedValue, Fault> {
    let text = value.text();
    if value.is_quoted()
        && let Some(char) = hidden(text, ty)
    {
        return Err(Fault::Hidden(char));
    }
    let plain = Fault::Rule("");
    match ty {
        Ty::Literal(word) if text == word => Ok(TypedValue::Text(text.into())),
        Ty::Choice(words) if words.contains(&text) => Ok(TypedValue::Text(text.into())),
        Ty::Literal(_) | Ty::Choice(_) => Err(plain),
        Ty::NamespaceName if text == "*" => Ok(TypedValue::Rest),
        Ty::Name | Ty::NamespaceName | Ty::Ref(_) | Ty::Need => {
            Name::new(text).map(TypedValue::Name).map_err(Fault::Name)
        }
        Ty::Text | Ty::Free | Ty::Finding | Ty::FreePath if text.is_empty() => {
            Err(Fault::Rule("a text must not be empty here"))
        }
        Ty::Text | Ty::FreePath | Ty::Path if in_brackets(value) => {
            Err(Fault::Rule("a value has no brackets"))
        }
        Ty::Text | Ty::Free | Ty::Finding | Ty::FreePath | Ty::Argument => Ok(TypedValue::Text(text.into())),
        Ty::Cron if value.is_quoted() => Ok(TypedValue::Text(text.into())),
        Ty::Cron => Err(Fault::Rule("a cron line has spaces, so it is written in quotes")),
        Ty::Duration => match text.parse::<crate::model::value::Duration>() {
            Ok(duration) if duration.as_seconds() > 0 => Ok(TypedValue::Duration(duration)),
            Ok(_) => Err(Fault::Rule("a duration must be more than zero")),
            Err(rule) => Err(Fault::Rule(rule)),
        },
        Ty::Size => text.parse().map(TypedValue::Size).map_err(Fault::Rule),
        Ty::Rate => text.parse().map(TypedValue::Rate).map_err(Fault::Rule),
        Ty::Share => text.parse().map(TypedValue::Share).map_err(Fault::Rule),
        Ty::ShareOfDay => text.parse().map(TypedValue::ShareOfDay).map_err(Fault::Rule),
        Ty::Number => number(text).map(TypedValue::Number).ok_or(plain),
        Ty::Count => number(text).filter(|n| *n > 0).map(TypedValue::Number).ok_or(plain),
        Ty::Version => text.parse().map(TypedValue::Version).map_err(Fault::Rule),
        Ty::Date => text.parse().map(TypedValue::Date).map_err(Fault::Rule),
        Ty::Window => text.parse().map(TypedValue::Window).map_err(Fault::Rule),
        Ty::Path => RepoPath::new(text).map(TypedValue::Path).map_err(Fault::Outside),
        Ty::KeyValue => pair(text).ok_or(plain),
        Ty::Label => match pair(text) {
            Some(TypedValue::KeyValue(_, value)) if !is_label_value(&value) => Err(Fault::Rule(
                "the value of a label is at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit",
            )),
            read => read.ok_or(plain),
        },
        Ty::Workload if is_kind(text) && workload(text).is_none() => Err(Fault::Rule(
            "the name of an object is lower-case letters, digits, `-` and `.`, and begins and ends with a letter or digit",
        )),
        Ty::Workload => workload(text).ok_or(Fault::Rule(
            "the kind must be statefulset, deployment, daemonset, or an operator that keeps data, such as cnpg or strimzi",
        )),
        Ty::Release => release(text).ok_or(plain),
        Ty::Source => source(text).ok_or(plain),
        Ty::ObjectRef => match text.split_once('/') {
            Some((kind @ ("configmap" | "secret"), name)) if is_object_name(name) => {
                Ok(TypedValue::KeyValue(kind.into(), name.into()))
            }
            _ => Err(plain),
        },
        Ty::SecretKey => match secret_key(text) {
            Some((name, key)) => Ok(TypedValue::KeyValue(name.into(), key.into())),
            None => Err(plain),
        },
        Ty::Certificate => match (secret_key(text), in_brackets(value)) {
            (Some((name, key)), _) => Ok(TypedValue::Certificate(Ca::Secret {
                name: name.into(),
                key: key.into(),
            })),
            // What begins like a Secret is one that lacks a part.
            (None, _) if text.starts_with("secret/") => Err(plain),
            (None, true) => Err(Fault::Rule("a value has no brackets")),
            (None, false) => RepoPath::new(text)
                .map(|path| TypedValue::Certificate(Ca::File(path)))
                .map_err(Fault::Outside),
        },
        Ty::Selector => selector(text).map(|s| TypedValue::Selector(Box::new(s))).ok_or(plain),
        Ty::Rhythm => match text {
            "day" => Ok(TypedValue::Rhythm(Rhythm::Day)),
            "week" => Ok(TypedValue::Rhythm(Rhythm::Week)),
            "month" => Ok(TypedValue::Rhythm(Rhythm::Month)),
            "quarter" => Ok(TypedValue::Rhythm(Rhythm::Quarter)),
            _ if value.is_quoted() => Ok(TypedValue::Rhythm(Rhythm::Cron(text.into()))),
            _ => Err(plain),
        },
    }
}

/// Whether a bare word is a list of YAML with one item.
fn in_brackets(value: &Value) -> bool {
    let text = value.text();
    !value.is_quoted() && text.len() > 2 && text.starts_with('[') && text.ends_with(']')
}

/// A character that a value of this type may not hold. Nearly every value goes into a manifest, a
/// report or a log as one line; there a line end forges the next line, and a mark that reverses
/// the reading direction shows another value than the one that counts. Commands and SQL are read
/// by programs that take any character but NUL.
pub(super) fn hidden(text: &str, ty: Ty) -> Option<char> {
    if text.bytes().all(|b| matches!(b, 0x20..0x7f)) {
        return None;
    }
    let free = matches!(ty, Ty::Free | Ty::Argument);
    text.chars().find(|char| match oddity(*char) {
        // Joiners and no-break spaces are part of how many languages are written.
        None | Some(Oddity::Joiner | Oddity::Blank) => false,
        // SQL goes into a Job as it is, and kustomize refuses YAML with these; in the annotation of
        // a hook they are escaped.
        Some(_) if ty == Ty::Free && refused_by_kustomize(*char) => true,
        Some(_) if free => *char == '\0',
        Some(_) => true,
    })
}

/// Characters in a value with which kustomize 5.8 refuses its own output.
fn refused_by_kustomize(char: char) -> bool {
    matches!(char, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// A DNS subdomain, as names of Secrets and ConfigMaps are.
fn is_object_name(text: &str) -> bool {
    text.len() <= 253 && !text.is_empty() && text.split('.').all(|part| Name::new(part).is_ok())
}

/// The name and the key of `secret/NAME/KEY`.
fn secret_key(text: &str) -> Option<(&str, &str)> {
    let (name, key) = text.strip_prefix("secret/")?.split_once('/')?;
    let fits = is_object_name(name) && !key.is_empty() && !key.contains('/');
    fits.then_some((name, key))
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

fn pair(text: &str) -> Option<TypedValue> {
    let (key, value) = text.split_once('=')?;
    // The name of a key is spelled as a value is.
    let key_ok = match key.split_once('/') {
        Some((domain, name)) => is_object_name(domain) && is_label_value(name),
        None => is_label_value(key),
    };
    (key_ok && !value.is_empty()).then(|| TypedValue::KeyValue(key.into(), value.into()))
}

fn workload(text: &str) -> Option<TypedValue> {
    let (kind, name) = text.split_once('/')?;
    let kind = WorkloadKind::from_word(&kind.to_ascii_lowercase())?;
    is_object_name(name).then(|| {
        TypedValue::Workload(WorkloadRef {
            kind,
            name: name.into(),
        })
    })
}

fn release(text: &str) -> Option<TypedValue> {
    let (namespace, name) = match text.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, text),
    };
    let named = is_object_name(name) && namespace.is_none_or(is_object_name);
    named.then(|| {
        TypedValue::Release(ReleaseRef {
            namespace: namespace.map(Box::from),
            name: name.into(),
        })
    })
}

fn source(text: &str) -> Option<TypedValue> {
    let (kind, rest) = match text.split_once('/') {
        Some((kind, rest)) => (SourceKind::from_word(kind)?, rest),
        None => (SourceKind::GitRepository, text),
    };
    let (namespace, name) = match rest.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, rest),
    };
    let named = is_object_name(name) && namespace.is_none_or(|one| Name::new(one).is_ok());
    named.then(|| {
        TypedValue::Source(SourceRef {
            kind,
            namespace: namespace.map(Box::from),
            name: name.into(),
        })
    })
}

/// Whether a workload is of a kind that is known, whatever its name is.
fn is_kind(text: &str) -> bool {
    let kind = text
        .split_once('/')
        .map(|(kind, _)| kind.to_ascii_lowercase());
    kind.is_some_and(|kind| WorkloadKind::from_word(&kind).is_some())
}

/// `NAMESPACE[/KIND/NAME].VALUE`.
pub(crate) fn selector(text: &str) -> Option<Selector> {
    let (subject, value) = text.rsplit_once('.')?;
    let (namespace, workload) = match subject.split_once('/') {
        Some((namespace, rest)) => {
            let (kind, name) = rest.split_once('/')?;
            (
                namespace,
                Some(WorkloadRef {
                    kind: WorkloadKind::from_word(kind)?,
                    name: Box::from(name),
                }),
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
