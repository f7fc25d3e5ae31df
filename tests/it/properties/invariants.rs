//! What holds for every text and every plan.

use crate::support::harness::{compile, plans};
use crate::support::rng::Rng;
use drplan::fmt::{Formatted, format};
use drplan::source::SourceMap;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Compiles and formats a text, and looks at every span.
fn survives(text: &str) {
    let done = compile(&[("any.drplan".to_owned(), text.to_owned())]);
    for diag in done.diags.iter() {
        for label in std::iter::once(&diag.primary).chain(&diag.related) {
            let source = done.sources.get(label.span.file).unwrap().text();
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(
                start <= end && end <= source.len(),
                "{} leaves the text",
                diag.name()
            );
            assert!(
                source.is_char_boundary(start) && source.is_char_boundary(end),
                "{}",
                diag.name()
            );
        }
        assert!(
            drplan::diag::findings::find(diag.name()).is_some(),
            "{} is in the list",
            diag.name()
        );
    }
    let mut sources = SourceMap::default();
    let id = sources.add("any.drplan", text);
    if let Formatted::Changed(once) = format(sources.get(id).unwrap(), id) {
        let again = sources.add("again.drplan", once.clone());
        let twice = format(sources.get(again).unwrap(), again);
        assert!(
            matches!(twice, Formatted::Same),
            "formatting twice changes again:\n{once}"
        );
    }
}

/// Cuts, doubles and swaps pieces of every plan, and of generated plans, at places that a fixed
/// sequence chooses. `DRPLAN_PLANS` asks for so many of them.
#[test]
fn mutated_plans_are_survived() {
    let pieces = [
        "{",
        "}",
        "\"",
        "\"\"\"",
        ",",
        ";",
        "->",
        "#",
        " #",
        "\n",
        "\u{a0}",
        "é",
        "\\",
        "*",
        "plan x\n",
        "%{",
        "$$",
        "24h",
        "0",
        "-",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "\r\n",
        "use \"x.drplan\"\n",
        "namespace * {",
        "\u{202e}",
        "\0",
        "99999999999999999999d",
    ];
    let plans = plans();
    let texts: Vec<&str> = plans
        .iter()
        .flat_map(|plan| plan.files.iter().map(|(_, text)| text.as_str()))
        .collect();
    let said = std::env::var("DRPLAN_PLANS").ok();
    let count = said.map_or(10 * texts.len(), |said| said.parse().unwrap());
    let mut rng = Rng::new(5);
    for number in 0..count {
        let mut text = if number % 4 == 0 {
            crate::properties::failover_sequences::plan::random(&mut rng)
        } else {
            texts[number % texts.len()].to_owned()
        };
        for _ in 0..=rng.below(3) {
            let at = place(&text, &mut rng);
            let (head, tail) = text.split_at(at);
            text = match rng.below(6) {
                0 | 1 => format!("{head}{}{tail}", rng.pick(&pieces)),
                2 => head.to_owned(),
                3 => {
                    let gone = 1 + usize::try_from(rng.below(3)).unwrap();
                    format!("{head}{}", tail.chars().skip(gone).collect::<String>())
                }
                4 => {
                    let more: String = tail.chars().take(40).collect();
                    format!("{head}{more}{tail}")
                }
                _ => {
                    let other = rng.pick(&texts);
                    format!("{head}{}", &other[place(other, &mut rng)..])
                }
            };
        }
        survives(&text);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{count} plans, {}", peak.unwrap_or_default());
}

/// A place between two characters.
fn place(text: &str, rng: &mut Rng) -> usize {
    let mut at = usize::try_from(rng.below(text.len() as u64 + 1)).unwrap();
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_survived(text in "(?s).{0,200}") {
        survives(&text);
    }

    #[test]
    fn any_words_are_survived(words in proptest::collection::vec(
        prop::sample::select(vec![
            "plan", "tier", "namespace", "cluster", "store", "rpo", "1h", "keep", "{", "}", "\n", ";", ",", "->",
            "\"a\"", "\"\"\"", "#", "*", "recover", "snapshot", "volume", "hook", "allow", "use", "a", "-",
        ]), 0..60)
    ) {
        survives(&words.join(" "));
    }
}

/// A text that is one thing a million times: which findings it gets, how many, and where the first is.
#[test]
fn a_mebibyte_of_one_thing_ends_with_its_findings() {
    for (text, expected) in [
        ("{".repeat(1 << 20), &[("nested-too-deeply", 1, 1, 65)][..]),
        ("{\n".repeat(1 << 19), &[("nested-too-deeply", 1, 65, 1)]),
        ("a {".repeat(300_000), &[("nested-too-deeply", 1, 1, 195)]),
        (
            "\"".repeat(1 << 20),
            &[
                ("touching-quote", 1, 1, 1),
                ("unreadable-statement", 1, 1, 1),
            ],
        ),
        ("a,".repeat(1 << 19), &[("misplaced-comma", 4, 1, 2)]),
        ("}".repeat(1 << 20), &[("stray-brace", 1, 1, 1)]),
    ] {
        let start: String = text.chars().take(4).collect();
        let done = compile(&[("deep.drplan".to_owned(), text)]);
        let mut found: BTreeMap<&str, (usize, u32, u32)> = BTreeMap::new();
        for diag in done.diags.iter() {
            let (_, at) = done.sources.locate(diag.primary.span);
            found
                .entry(diag.name())
                .or_insert((0, at.line, at.column))
                .0 += 1;
        }
        let found: Vec<_> = found
            .into_iter()
            .map(|(name, (count, line, column))| (name, count, line, column))
            .collect();
        assert_eq!(found, expected, "{start:?}");
    }
}

#[test]
fn same_plan_same_bytes() {
    for plan in plans() {
        let once = compile(&plan.files).bundle;
        assert_eq!(once, compile(&plan.files).bundle, "plan {}", plan.name);
        // A blank line above and another file name change where things come from, and nothing else.
        let moved: Vec<(String, String)> = plan
            .files
            .iter()
            .map(|(name, text)| (format!("z-{name}"), format!("\n{text}")))
            .collect();
        let texts = |files: &[(String, String)]| {
            compile(files).bundle.map(|bundle| {
                bundle
                    .files
                    .into_iter()
                    .map(|(path, doc)| (path, doc.text))
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(texts(&plan.files), texts(&moved), "plan {}", plan.name);
    }
}

#[test]
fn a_namespace_more_moves_no_other_schedule() {
    let base = "plan p\ncluster c { region r }\nstore s { s3 b { region q } }\ntier t { rpo 1h; keep 7d }\ntier u { rpo 1d; keep 30d }\nnamespace a { tier t }\n";
    let more = format!("{base}namespace b {{ tier u }}\n");
    let schedule = |text: &str| {
        let bundle = compile(&[("p.drplan".to_owned(), text.to_owned())])
            .bundle
            .unwrap();
        bundle.files["dr/p/c/backup/schedule-t-file-backup.yaml"]
            .text
            .clone()
    };
    assert_eq!(schedule(base), schedule(&more));
}

#[test]
fn shipped_plans_are_formatted() {
    for plan in plans()
        .into_iter()
        .filter(|plan| !plan.name.starts_with("broken"))
    {
        for (name, text) in &plan.files {
            let mut sources = SourceMap::default();
            let id = sources.add(name, text.clone());
            match format(sources.get(id).unwrap(), id) {
                Formatted::Same => {}
                Formatted::Changed(new) => {
                    panic!("{}/{name} is not formatted; it should be\n{new}", plan.name)
                }
                Formatted::Broken => panic!("{}/{name} has a syntax finding", plan.name),
            }
        }
    }
}

#[test]
fn broken_plans_are_left_alone() {
    for plan in plans()
        .into_iter()
        .filter(|plan| plan.name.starts_with("broken"))
    {
        for (name, text) in &plan.files {
            let mut sources = SourceMap::default();
            let id = sources.add(name, text.clone());
            assert!(
                matches!(format(sources.get(id).unwrap(), id), Formatted::Broken),
                "{name}"
            );
        }
    }
}

/// Two overridden sets of one tier may have one four-digit hash, and two clusters one name of a
/// set; no Schedule may take the place of another, or its namespaces are in no backup.
#[test]
fn every_namespace_is_in_a_schedule_of_its_own_name() {
    let mut text = String::from(
        "plan p { allow store-shared \"one store\" until 2026-12-31 }\ncluster a { region r; concurrent-backups 700 }\ncluster a-b { region r }\nstore s { s3 b { region q } }\ntier c { rpo 1h; keep 7d }\ntier b-c { rpo 1h; keep 7d }\nnamespace x { tier b-c; in a }\nnamespace y { tier c; in a-b }\n",
    );
    for n in 0..600 {
        text.push_str(&format!(
            "namespace n{n} {{ tier c; in a; keep {}h }}\n",
            100 + n
        ));
    }
    let bundle = compile(&[("p.drplan".to_owned(), text)]).bundle.unwrap();
    let schedules: Vec<&String> = bundle
        .files
        .values()
        .flat_map(|doc| &doc.objects)
        .filter(|object| object.starts_with("Schedule/"))
        .collect();
    assert_eq!(schedules.len(), 602);
    let names: std::collections::BTreeSet<&&String> = schedules.iter().collect();
    assert_eq!(names.len(), 602, "every Schedule has a name of its own");
}
