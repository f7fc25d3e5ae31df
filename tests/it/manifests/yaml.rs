//! The YAML emitter, judged by independent readers.
//!
//! yaml_serde and serde-saphyr are always there and find broken syntax, but each takes its own share
//! of YAML 1.1 for plain text: a bare `yes`, `12:30` or a date. PyYAML and kubectl find those, where
//! they are installed.
#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise, and it starts the readers it compares with"
)]

mod layout;
mod readers;
mod strings;

use std::collections::BTreeMap;

use drplan::emit::yaml::{quoted, to_yaml};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use readers::Reader;

/// The places in which a string can stand.
fn places(text: &str) -> Value {
    let keyed = |value: Value| Value::Object(Map::from_iter([(text.to_owned(), value)]));
    json!({
        "value": text,
        "key": keyed(json!("value")),
        "both": keyed(json!(text)),
        "item": [text, "after", text],
        "listInList": [[text, [text]], [text]],
        "mapInList": [keyed(json!(text)), { "first": text, "second": text }],
        "listInMap": keyed(json!([text, text])),
        "mapInMap": keyed(keyed(keyed(json!(text)))),
        "keyOfEmpty": [keyed(json!({})), keyed(json!([])), keyed(json!(null)), keyed(json!([[]]))],
        "last": { "deep": { "deeper": [{ "deepest": text }] } },
    })
}

fn read_with_libraries(yaml: &str) -> [(&'static str, Result<Value, String>); 2] {
    [
        (
            "yaml_serde",
            serde_yaml::from_str(yaml).map_err(|error| error.to_string()),
        ),
        (
            "serde-saphyr",
            serde_saphyr::from_str(yaml).map_err(|error| error.to_string()),
        ),
    ]
}

#[test]
fn libraries_read_every_string_in_every_place() {
    let strings = strings::all();
    assert!(strings.len() >= 171, "{} strings", strings.len());
    for text in &strings {
        for document in [json!(text), json!([text]), places(text)] {
            let yaml = to_yaml(&document);
            for (reader, value) in read_with_libraries(&yaml) {
                assert_eq!(value.as_ref(), Ok(&document), "{reader}, {text:?}:\n{yaml}");
            }
        }
        // The inline form is a value of its own, on one line.
        let inline = quoted(text);
        assert!(!inline.contains('\n'), "{inline:?}");
        assert_eq!(
            serde_yaml::from_str::<Value>(&inline).ok(),
            Some(json!(text)),
            "{inline}"
        );
    }
}

#[test]
fn pyyaml_reads_every_string_in_every_place() {
    read_back(Reader::Python("SafeLoader"));
}

#[test]
fn libyaml_reads_every_string_in_every_place() {
    read_back(Reader::Python("CSafeLoader"));
}

#[test]
fn kubectl_reads_every_string_in_every_place() {
    read_back(Reader::Kubectl);
}

/// Has all strings read, a document each; `DRPLAN_STRINGS` asks for so many more.
fn read_back(reader: Reader) {
    if !reader.is_there() {
        eprintln!("skipped: {reader:?} is not installed");
        return;
    }
    let more = std::env::var("DRPLAN_STRINGS").ok();
    let mut strings = strings::all();
    strings.extend(strings::more(
        more.map_or(200, |count| count.parse().unwrap()),
    ));
    for some in strings.chunks(1_000) {
        read_stream(reader, some);
    }
    println!("{reader:?} read {} strings", strings.len());
}

/// Has some strings read in one stream.
fn read_stream(reader: Reader, strings: &[String]) {
    let documents: Vec<Value> = strings
        .iter()
        .enumerate()
        .map(|(number, text)| {
            json!({
                "apiVersion": "example.com/v1",
                "kind": "Probe",
                "metadata": { "name": format!("probe-{number}"), "annotations": { text: text } },
                "spec": places(text),
                "typed": { "yes": true, "no": false, "count": 30, "less": -5, "half": 0.5 },
            })
        })
        .collect();
    let stream: String = documents
        .iter()
        .map(|document| format!("---\n{}", to_yaml(document)))
        .collect();

    let read = reader
        .read(&stream)
        .unwrap_or_else(|error| panic!("{reader:?}: {error}"));
    assert_eq!(read.len(), documents.len(), "{reader:?}");
    for (document, read) in documents.iter().zip(&read) {
        // kubectl adds a label, so whole documents differ.
        for part in ["/spec", "/typed", "/metadata/annotations"] {
            let (was, is) = (document.pointer(part), read.pointer(part));
            assert_eq!(is, was, "{reader:?}:\n{}", to_yaml(document));
        }
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        " ", "  ", "\n", "\t", "\r", ":", ": ", " #", "#", "-", "- ", "?", "'", "\"", "\\", "&",
        "*", "!", "|", ">", "%", "@", "`", "[", "]", "{", "}", ",", "=", "<<", "~", "_", ".", "0",
        "1", "12", "e", "x", "yes", "no", "null", "---", "...", "a", "B", "\u{85}", "\u{a0}",
        "\u{2028}", "\u{feff}", "é", "日", "🚀", "\0", "\u{7f}",
    ];
    prop_oneof![
        prop::sample::select(strings::all()).prop_filter("short", |text| text.len() < 200),
        prop::collection::vec(prop::sample::select(pieces), 0..8).prop_map(|all| all.concat()),
        prop::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter),
        "[a-z0-9. ]{0,12}",
        "\\PC{0,30}",
    ]
}

fn any_tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => any_text().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn libraries_read_every_tree(tree in any_tree()) {
        let yaml = to_yaml(&tree);
        prop_assert!(yaml.ends_with('\n'));
        prop_assert_eq!(&to_yaml(&tree), &yaml);
        for (reader, value) in read_with_libraries(&yaml) {
            prop_assert_eq!(value.as_ref(), Ok(&tree), "{}:\n{}", reader, yaml);
        }
    }
}

#[test]
fn what_has_no_yaml_form_is_refused_by_every_reader() {
    struct Failing(&'static str);
    impl Serialize for Failing {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom(self.0))
        }
    }

    let list_as_key = BTreeMap::from([(vec![1], 2)]);
    let texts = [
        to_yaml(&f64::NAN),
        to_yaml(&list_as_key),
        to_yaml(&[Failing("\"]\n---\na: b\n")]),
    ];
    for text in &texts {
        for stream in [text.clone(), format!("{text}---\na: b\n")] {
            for (reader, value) in read_with_libraries(&stream) {
                assert!(value.is_err(), "{reader}: {stream}");
            }
        }
    }
    for reader in Reader::ALL.into_iter().filter(|reader| reader.is_there()) {
        assert!(
            texts.iter().all(|text| reader.read(text).is_err()),
            "{reader:?}"
        );
    }
}
