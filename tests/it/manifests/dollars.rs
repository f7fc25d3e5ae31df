//! `$` in what a recovery runs: the kubelet and Flux change some of it, and a container must get what
//! the plan says.
//!
//! `kubelet/expanded.tsv` is written by the kubelet's own code (`tests/lab/modules/kubelet/expand`).

use crate::support::harness::{compile, compile_in, plans};
use crate::support::rng::Rng;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What the kubelet makes of a text in a command, an argument or a variable.
pub fn expanded(text: &str, variables: &BTreeMap<&str, &str>) -> String {
    let (mut done, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after.first()) {
            (b'$', Some(b'$')) => {
                done.push(b'$');
                rest = &after[1..];
            }
            (b'$', Some(b'(')) => match after.iter().position(|byte| *byte == b')') {
                Some(end) => {
                    let name = std::str::from_utf8(&after[1..end]).unwrap();
                    let value = variables.get(name).copied().map(str::to_owned);
                    done.extend(value.unwrap_or(format!("$({name})")).bytes());
                    rest = &after[end + 1..];
                }
                None => {
                    done.extend(b"$(");
                    rest = &after[1..];
                }
            },
            // Go makes a character of the one byte.
            (b'$', Some(next)) => {
                done.push(b'$');
                done.extend(char::from(*next).to_string().bytes());
                rest = &after[1..];
            }
            _ => done.push(*byte),
        }
    }
    String::from_utf8_lossy(&done).into_owned()
}

#[test]
fn the_kubelet_is_understood() {
    let variables = BTreeMap::from([("X", "x"), ("EMPTY", ""), ("MORE", "$(X)")]);
    let table = include_str!("kubelet/expanded.tsv");
    let mut rows = 0;
    for row in table.lines() {
        let (text, wanted) = row.split_once('\t').unwrap();
        let text: String = serde_json::from_str(text).unwrap();
        let wanted: String = serde_json::from_str(wanted).unwrap();
        // Go and Rust put different numbers of U+FFFD for bytes that are no text.
        let plain = |text: &str| text.replace('\u{fffd}', "");
        assert_eq!(plain(&expanded(&text, &variables)), plain(&wanted), "{row}");
        rows += 1;
    }
    assert!(rows > 1_000);
}

/// A string as a plan writes it.
pub fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => written.extend(['\\', char]),
            ' '..='~' => written.push(char),
            _ => write!(written, "\\u{{{:x}}}", u32::from(char)).unwrap(),
        }
    }
    written.push('"');
    written
}

/// A plan that recovers, with one text wherever a Job takes one.
fn plan(texts: &[String]) -> String {
    let mut text = String::from(
        "plan p
cluster prod { region us-east-1; mode fenced }
cluster dr { recovers prod; standby warm; brings velero; region us-west-2; mode recover r1 }
store main { s3 b1 { region us-east-1 }; replica b2 { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier critical { rpo 9000h; keep 70000h; recover snapshot }
",
    );
    let mut checks = String::new();
    for (n, nasty) in texts.iter().enumerate() {
        let nasty = quoted(nasty);
        write!(
            text,
            "namespace a{n} {{ tier critical; apps apps/a{n}
  workload deployment/app {{
    recover replication postgres-logical {{ standby us-west-2 {nasty}; lag 5s; promote {nasty} {{ secret s }} }}
  }}
}}
namespace b{n} {{ tier critical; apps apps/b{n}
  workload deployment/app {{
    recover replication kafka-mirrormaker2 {{ standby us-west-2 {nasty}; lag 5s; promote {nasty} {{ image client }} }}
  }}
}}
namespace c{n} {{ tier critical; apps apps/c{n}
  workload statefulset/db {{
    recover snapshot
    volume data {{ size 1Gi }}
    quiesce postgres {{ container db; user {nasty}; database {nasty}; secret {nasty} }}
  }}
}}
namespace d{n} {{ tier critical; apps apps/d{n}
  workload statefulset/db {{
    volume data {{ size 1Gi }}
    recover dump mysql {{ into data; path {nasty}; container db; user {nasty} }}
  }}
}}
"
        )
        .unwrap();
        writeln!(
            checks,
            "  check c{n} {{ sql {nasty}; command \"/bin/echo\", {nasty} }}"
        )
        .unwrap();
    }
    write!(
        text,
        "drill d {{ kind restore; covers critical; on dr; every month; within 9h\n{checks}  record {{ configmap record }}\n}}\n"
    )
    .unwrap();
    text
}

/// Every word and every variable of the Jobs of a plan, as a container gets them.
fn given(text: &str) -> Vec<(String, Vec<String>)> {
    let done = compile(&[("p.drplan".to_owned(), text.to_owned())]);
    let found: Vec<_> = done.diags.iter().map(|d| (d.name(), &d.message)).collect();
    let bundle = done.bundle.unwrap_or_else(|| panic!("{found:?}"));
    let mut jobs = Vec::new();
    for (path, doc) in &bundle.files {
        let Ok(object) = serde_yaml::from_str::<Value>(&doc.text) else {
            continue;
        };
        if object["kind"].as_str() != Some("Job") {
            continue;
        }
        let container = &object["spec"]["template"]["spec"]["containers"][0];
        let list = |key: &str| container[key].as_sequence().cloned().unwrap_or_default();
        let words = list("command").into_iter().chain(list("args"));
        let mut all: Vec<String> = words
            .map(|word| word.as_str().unwrap().to_owned())
            .collect();
        // A variable that is set later is not filled in, but those of the pod's services are.
        let variables = list("env");
        let names: Vec<&str> = variables
            .iter()
            .map(|v| v["name"].as_str().unwrap())
            .collect();
        let values = variables.iter().filter_map(|v| v["value"].as_str());
        all.extend(values.map(str::to_owned));
        let set = names
            .iter()
            .chain(&["X", "PGHOST", "PGPORT", "STANDBY"])
            .map(|name| (*name, "set"));
        let set: BTreeMap<&str, &str> = set.collect();
        let all = all.iter().map(|word| expanded(word, &set)).collect();
        jobs.push((path.clone(), all));
    }
    jobs
}

/// Checks that the Jobs of a plan with these texts are those of a plan with plain words, with the
/// texts in their places.
#[track_caller]
fn arrive(texts: &[String]) {
    let plain: Vec<String> = (0..texts.len()).map(|n| format!("plain{n}x")).collect();
    let wanted: Vec<_> = given(&plan(&plain))
        .into_iter()
        .map(|(path, words)| {
            let words = words.into_iter().map(|mut word| {
                for (plain, text) in plain.iter().zip(texts) {
                    word = word.replace(plain, text);
                }
                word
            });
            (path, words.collect::<Vec<_>>())
        })
        .collect();
    assert!(wanted.len() >= 5 * texts.len(), "{} jobs", wanted.len());
    for (found, wanted) in given(&plan(texts)).iter().zip(&wanted) {
        assert_eq!(found, wanted);
    }
}

#[test]
fn jobs_get_what_the_plan_says() {
    let texts = [
        "h$(PGPORT)",
        "DO $$ BEGIN PERFORM pg_promote(); END $$",
        "$(X)'; id",
        "$",
        "$$",
        "a$é$$é$(",
        "${HOME} $1 \"$@\" $(date)",
        "$(STANDBY)$$(PGHOST)",
    ];
    arrive(&texts.map(str::to_owned));
}

#[test]
fn jobs_get_any_text() {
    let mut rng = Rng::new(7);
    let pieces = [
        "$",
        "$",
        "$$",
        "(",
        ")",
        "$(",
        "X",
        "PGPORT",
        "$(PGHOST)",
        "a",
        " ",
        "é",
        "日",
        "{",
        "}",
        "\"",
        "\\",
        "'",
    ];
    let texts: Vec<String> = (0..60)
        .map(|n| {
            let length = 1 + rng.below(9);
            let mut text: String = (0..length).map(|_| rng.pick(&pieces)).collect();
            // An address of a standby has a port of its own only where it says one.
            text.push_str(["x", "$"][n % 2]);
            text
        })
        .collect();
    arrive(&texts);
}

/// Flux changes `$$` and `${…}` of what a Kustomization with `postBuild` applies. The stages that
/// bring Jobs have none, also where the cluster's applications have.
#[test]
fn no_stage_with_jobs_fills_in_variables() {
    let mut fills = 0;
    for plan in plans() {
        let Some(bundle) = compile_in(&plan.files, plan.root.as_deref()).bundle else {
            continue;
        };
        let mut folders: Vec<&str> = Vec::new();
        for (path, doc) in &bundle.files {
            if doc.objects.iter().any(|object| object.starts_with("Job/")) {
                folders.push(path.rsplit_once('/').unwrap().0);
            }
        }
        let stages = bundle.files.values().filter(|doc| {
            let mut objects = doc.objects.iter();
            objects.any(|object| object.starts_with("Kustomization/"))
        });
        for stage in stages {
            for object in stage.text.split("\n---\n") {
                let object: Value = serde_yaml::from_str(object).unwrap();
                if object["spec"]["postBuild"].is_null() {
                    continue;
                }
                fills += 1;
                let path = object["spec"]["path"].as_str().unwrap();
                let path = path.trim_start_matches("./");
                let applies = |folder: &&&str| {
                    let below = folder.strip_prefix(path);
                    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                let jobs: Vec<_> = folders.iter().filter(applies).collect();
                assert!(jobs.is_empty(), "{}: {path} fills in {jobs:?}", plan.name);
            }
        }
    }
    assert!(fills > 0, "some plan fills in variables");
}
