//! The exact bytes: layout, the forms of each type, and which strings get which quotes.

use std::collections::BTreeMap;

use drplan::emit::yaml::{quoted, to_yaml};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    zeta: &'static str,
    alpha: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u8>,
    unit: (),
    phase: Phase,
    script: &'static str,
    items: Vec<Item>,
    nested: Vec<Vec<u8>>,
    none: Vec<u8>,
    labels: BTreeMap<&'static str, &'static str>,
    ports: BTreeMap<u16, bool>,
    #[serde(flatten)]
    rest: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
enum Phase {
    Off,
    After(u8),
    Between(u8, u8),
    Window { from: u8 },
}

#[derive(Serialize)]
struct Item {
    name: &'static str,
    args: &'static [&'static str],
}

#[test]
fn layout_is_that_of_kubectl() {
    let sample = Sample {
        zeta: "720h0m0s",
        alpha: None,
        skipped: None,
        unit: (),
        phase: Phase::Off,
        script: "set -e\n\n  echo a\n",
        items: vec![
            Item {
                name: "a",
                args: &["-c", "x\ny", "0 * * * *"],
            },
            Item {
                name: "y",
                args: &[],
            },
        ],
        nested: vec![vec![1, 2], vec![], vec![3]],
        none: vec![],
        labels: BTreeMap::new(),
        ports: BTreeMap::from([(80, true)]),
        rest: BTreeMap::from([("big", 1e21), ("half", 0.5), ("whole", 1.0)]),
    };
    let expected = "\
zeta: 720h0m0s
alpha: null
unit: null
phase: 'Off'
script: |
  set -e

    echo a
items:
- name: a
  args:
  - '-c'
  - |-
    x
    y
  - '0 * * * *'
- name: 'y'
  args: []
nested:
- - 1
  - 2
- []
- - 3
none: []
labels: {}
ports:
  '80': true
big: 1.0e+21
half: 0.5
whole: 1.0
";
    assert_eq!(to_yaml(&sample), expected);
}

#[test]
fn enums_are_written_as_in_json() {
    let phases = [
        Phase::Off,
        Phase::After(1),
        Phase::Between(2, 3),
        Phase::Window { from: 4 },
    ];
    let expected = "\
- 'Off'
- After: 1
- Between:
  - 2
  - 3
- Window:
    from: 4
";
    assert_eq!(to_yaml(&phases), expected);
    assert_eq!(
        serde_yaml::from_str::<Value>(expected).ok(),
        serde_json::to_value(&phases).ok()
    );
}

#[test]
fn documents_may_be_scalars_or_empty() {
    let none: [u8; 0] = [];
    assert_eq!(to_yaml("no"), "'no'\n");
    assert_eq!(to_yaml("a\nb"), "|-\n  a\n  b\n");
    assert_eq!(to_yaml(&none), "[]\n");
    assert_eq!(to_yaml(&BTreeMap::<&str, &str>::new()), "{}\n");
    assert_eq!(to_yaml(&()), "null\n");
    assert_eq!(to_yaml(&-7), "-7\n");
}

#[test]
fn quoting_follows_the_allow_list() {
    let table = [
        ("payments-db", "payments-db"),
        ("/bin/bash", "/bin/bash"),
        ("it's", "it's"),
        ("app.kubernetes.io/name", "app.kubernetes.io/name"),
        ("status.phase == 'Completed'", "status.phase == 'Completed'"),
        ("15m", "15m"),
        ("10Gi", "10Gi"),
        ("1e3", "'1e3'"),
        ("0755", "'0755'"),
        ("1_000", "'1_000'"),
        ("12:30", "'12:30'"),
        ("2026-01-01", "'2026-01-01'"),
        ("NO", "'NO'"),
        ("<<", "'<<'"),
        ("", "''"),
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("a ", "'a '"),
        ("a:", "'a:'"),
        ("[\"/bin/bash\", \"-c\"]", "'[\"/bin/bash\", \"-c\"]'"),
        ("C:\\x", "'C:\\x'"),
        ("café", "'café'"),
        ("'a'", "\"'a'\""),
        ("a\tb", "\"a\\tb\""),
        ("a\nb", "\"a\\nb\""),
        ("\u{85}\u{2028}\0", "\"\\u0085\\u2028\\u0000\""),
        // A reviewer could not see that the text is shown in another order.
        ("\u{202e}abc", "\"\\u202Eabc\""),
    ];
    for (text, expected) in table {
        assert_eq!(quoted(text), expected, "{text:?}");
    }
}

#[test]
fn a_block_is_chosen_where_it_reads_well() {
    let table = [
        ("a\nb", "|-\n  a\n  b\n"),
        ("a\nb\n", "|\n  a\n  b\n"),
        ("a\n\n  b\n\n", "|+\n  a\n\n    b\n\n"),
        ("# a: b\n", "|\n  # a: b\n"),
        ("é\n", "|\n  é\n"),
        // Indentation marks, spaces nobody sees and tabs that readers differ on.
        (" a\nb", "\" a\\nb\"\n"),
        ("\na", "\"\\na\"\n"),
        ("a \nb", "\"a \\nb\"\n"),
        ("a\nb ", "\"a\\nb \"\n"),
        ("a\n\tb", "\"a\\n\\tb\"\n"),
        ("a\r\nb", "\"a\\r\\nb\"\n"),
        ("a\u{a0}\nb", "\"a\\u00A0\\nb\"\n"),
    ];
    for (text, expected) in table {
        assert_eq!(to_yaml(text), expected, "{text:?}");
    }
}
