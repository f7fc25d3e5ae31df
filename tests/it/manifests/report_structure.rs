//! The structure of every page: what a screen reader, a printer and an auditor find in it.

use crate::support::harness::{compile, compile_in, plans};
use regex_lite::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Elements that have no end.
const VOID: [&str; 5] = ["meta", "br", "wbr", "line", "rect"];

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Begin(String, String),
    End(String),
    Text(String),
}

/// The tags and texts of a page in their order; every element ends where it must.
fn pieces(page: &str) -> Vec<Piece> {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"<(/?)([a-z0-9!]+)((?:[^>"]|"[^"]*")*)>"#).unwrap());
    let (mut found, mut open, mut last) = (Vec::new(), Vec::new(), 0);
    for tag in TAG.captures_iter(page) {
        let whole = tag.get(0).unwrap();
        let text = page[last..whole.start()].trim();
        last = whole.end();
        if !text.is_empty() {
            found.push(Piece::Text(text.to_owned()));
        }
        let name = tag[2].to_owned();
        if &tag[1] == "/" {
            assert_eq!(
                open.pop(),
                Some(name.clone()),
                "before byte {last} of {page}"
            );
            found.push(Piece::End(name));
        } else if name != "!doctype" {
            if !VOID.contains(&&*name) {
                open.push(name.clone());
            }
            found.push(Piece::Begin(name, tag[3].to_owned()));
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed in {page}");
    found
}

/// The texts of an element, one for each time that it is there.
fn texts(pieces: &[Piece], element: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for piece in pieces {
        match piece {
            Piece::Begin(name, _) if name == element => {
                inside = true;
                found.push(String::new());
            }
            Piece::End(name) if name == element => inside = false,
            Piece::Text(text) if inside => {
                let last = found.last_mut().unwrap();
                last.push_str(text);
                last.push(' ');
            }
            _ => {}
        }
    }
    found.iter().map(|text| text.trim().to_owned()).collect()
}

/// Every page that the plans of the tests make.
fn pages() -> Vec<(String, String)> {
    let made = plans().into_iter().filter_map(|plan| {
        let bundle = compile_in(&plan.files, plan.root.as_deref()).bundle?;
        let (_, page) = bundle
            .files
            .iter()
            .find(|(path, _)| path.ends_with(".html"))?;
        Some((plan.name, page.text.clone()))
    });
    let pages: Vec<_> = made.collect();
    assert!(pages.len() > 10, "{} pages", pages.len());
    pages
}

fn page(text: &str) -> String {
    let done = compile(&[("p.drplan".to_owned(), text.to_owned())]);
    let errors: Vec<&str> = done.diags.iter().map(|diag| &*diag.message).collect();
    let bundle = done.bundle.unwrap_or_else(|| panic!("{errors:?}"));
    bundle.files["dr/p/report.html"].text.clone()
}

/// The verdict box of a page, as text.
fn verdict(page: &str) -> String {
    let pieces = pieces(page);
    let [verdict] = &texts(&pieces, "section")[..] else {
        panic!("one verdict in {page}");
    };
    verdict.replace("&#x2f;", "/")
}

#[test]
fn every_table_has_a_caption_and_headers_with_a_scope() {
    for (name, page) in pages() {
        let pieces = pieces(&page);
        let count = |element: &str| {
            let is = |piece: &&Piece| matches!(piece, Piece::Begin(name, _) if name == element);
            pieces.iter().filter(is).count()
        };
        assert!(count("table") >= 2, "{name}");
        for element in ["caption", "thead", "tbody"] {
            assert_eq!(count(element), count("table"), "{element} of {name}");
        }
        let mut head = false;
        for piece in &pieces {
            match piece {
                Piece::Begin(element, _) if element == "thead" => head = true,
                Piece::End(element) if element == "thead" => head = false,
                Piece::Begin(element, attributes) if element == "th" => {
                    let scope = if head {
                        "scope=\"col\""
                    } else {
                        "scope=\"row\""
                    };
                    assert!(attributes.contains(scope), "{attributes} in {name}");
                }
                Piece::Begin(element, attributes) if element == "td" => {
                    assert!(!head && attributes.contains("data-label="), "{name}");
                }
                _ => {}
            }
        }
        // Each row has as many cells as its table has headers.
        for table in page.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap();
            let cells = |row: &str| row.matches("<th").count() + row.matches("<td").count();
            let rows: Vec<usize> = table
                .split("<tr")
                .skip(1)
                .map(|row| cells(row.trim_start_matches("<thead>")))
                .collect();
            assert!(rows.iter().all(|row| row == &rows[0]), "{rows:?} in {name}");
        }
    }
}

#[test]
fn headings_are_in_order_and_links_lead_to_a_part() {
    for (name, page) in pages() {
        let mut level = 0;
        let mut ids = Vec::new();
        let mut links = Vec::new();
        for piece in pieces(&page) {
            let Piece::Begin(element, attributes) = piece else {
                continue;
            };
            let value = |key: &str| {
                let rest = attributes.split(&format!("{key}=\"")).nth(1)?;
                Some(rest.split('"').next().unwrap().to_owned())
            };
            if let Some(next) = element.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()) {
                assert!(next <= level + 1, "h{next} after h{level} in {name}");
                level = next;
            }
            ids.extend(value("id"));
            links.extend(value("href"));
        }
        assert!(links.len() > 3);
        for link in links {
            let part = link.strip_prefix('#').unwrap();
            let targets = ids.iter().filter(|id| *id == part).count();
            assert_eq!(targets, 1, "{link} in {name}");
        }
    }
}

#[test]
fn no_page_contradicts_itself() {
    static AT_MOST: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"at most (\d+) of (\d+) at once").unwrap());
    for (name, page) in pages() {
        assert!(!page.contains('`'), "a backquote in {name}");
        for found in AT_MOST.captures_iter(&page) {
            let number = |at: usize| found[at].parse::<u64>().unwrap();
            assert!(number(1) <= number(2), "{} in {name}", &found[0]);
        }
    }
}

/// Two schedules that run at the same minute share one slot: the second waits, and both are drawn.
#[test]
fn no_more_slots_are_in_use_than_there_are() {
    let page = page(
        "plan p
cluster prod { region us-east-1 }
store main { s3 b { region us-west-2 } }
tier a { rpo 2d; keep 7d; every \"0 1 * * *\" }
tier b { rpo 2d; keep 7d; every \"0 1 * * *\" }
namespace x { tier a; workload statefulset/x { recover file-backup; volume d { size 100Gi } } }
namespace y { tier b; workload statefulset/y { recover file-backup; volume d { size 100Gi } } }
",
    );
    assert!(page.contains("at most 1 of 1 at once"), "{page}");
    let slots: Vec<&str> = page.matches("class=\"slot\"").collect();
    assert_eq!(slots.len(), 2);
    let places: Vec<&str> = page
        .split("class=\"slot\" x=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_ne!(places[0], places[1]);
}

const SURE: &str = "plan p { declare 5m }
cluster prod { region us-east-1; read 100MiB/s; nodes 3; snapshot-ready 1m; mover-start 1m; node-agent-load 1; concurrent-backups 1 }
cluster dr { recovers prod; region us-west-2; standby warm; workers 4; requeue 30s }
store main { s3 b { region us-west-2 }; upload 100MiB/s; download 100MiB/s }
";

#[test]
fn what_was_not_judged_is_told_before_the_verdict() {
    for (name, page) in pages() {
        let verdict = verdict(&page);
        let holds = ["All promises hold", "What is judged holds", "do not hold"]
            .iter()
            .find_map(|words| verdict.find(words));
        let holds = holds.unwrap_or_else(|| panic!("{verdict} in {name}"));
        let rehearsed = verdict.find("Never rehearsed").unwrap();
        assert!(rehearsed < holds, "{verdict} in {name}");
        let open = verdict.find("Not judged, or not proved");
        if let Some(open) = open {
            assert!(open < holds, "{verdict} in {name}");
        }
        // One or the other: nothing is called proved over what is not.
        assert_eq!(
            verdict.contains("All promises hold"),
            open.is_none() && !verdict.contains("do not hold"),
            "{verdict} in {name}"
        );
        assert_eq!(
            page.matches("All promises hold").count(),
            usize::from(open.is_none())
        );
    }
}

#[test]
fn each_kind_of_what_is_not_judged_is_told() {
    let tier = "tier t { rpo 2d; keep 30d }\n";
    let timed = "tier t { rpo 2d; rto 12h; keep 30d }\n";
    let db =
        |more: &str| format!("namespace a {{ tier t; workload statefulset/db {{ {more} }} }}\n");
    let own = "recover file-backup; volume d { size 1Gi }";
    let filled = "volume w { skip \"archived\"; from s3://archive";
    let accepted = "allow skipped-data-unknown \"known later\" until 2026-12-31";
    for (plan, told) in [
        (
            format!("{tier}{}", db(own)),
            "No recovery time is promised for a/statefulset/db.",
        ),
        (
            format!("{timed}namespace a {{ tier t }}\n"),
            "No workload is declared in a:",
        ),
        (
            format!("{timed}namespace * {{ tier t }}\n"),
            "The plan does not name the namespaces of",
        ),
        (
            format!("{timed}{}", db("recover file-backup; volume d")),
            "No size is declared or read for d of a/statefulset/db: 100Gi is assumed.",
        ),
        (
            format!("{timed}{}", db(own)),
            "worst-case loss of a/statefulset/db rests on assumed values.",
        ),
        (
            format!("{timed}{}", db(own)),
            "The recovery time on dr rests on assumed values:",
        ),
        (
            format!(
                "{timed}{}",
                db(
                    "recover replication postgres-logical { standby us-west-2 \"s.internal:5432\"; lag 5s; promote \"SELECT 1\" { secret s } }"
                )
            ),
            "How far the standby of a/statefulset/db is behind is declared",
        ),
        (
            format!(
                "{timed}{}",
                db(&format!("{own}; {filled} {{ lag 5m; ready 5m }} }}"))
            ),
            "The data of a/statefulset/db/w is fetched from an archive:",
        ),
        (
            format!("{timed}{}", db(&format!("{own}; {filled}; {accepted} }}"))),
            "How old the data of a/statefulset/db/w is, and how long it takes to fetch it, is not judged:",
        ),
        (
            format!("{timed}{}", db(own)),
            "Damage that is noticed late is not judged for a/statefulset/db:",
        ),
    ] {
        let verdict = verdict(&page(&format!("{SURE}{plan}")));
        assert!(verdict.contains(told), "{told}: {verdict}");
        assert!(verdict.contains("What is judged holds"), "{verdict}");
    }
}

#[test]
fn an_auditor_finds_revision_versions_and_terms() {
    let sum = Regex::new(r#"data-label="sum">([^<=]*) = "#).unwrap();
    for (name, page) in pages() {
        let pieces = pieces(&page);
        let facts = texts(&pieces, "dt");
        for fact in ["revision of the plan", "drplan", "for Velero", "for Flux"] {
            assert!(facts.iter().any(|known| known == fact), "{fact} in {name}");
        }
        assert!(page.contains("sha256 "), "{name}");
        for term in [
            "rpo", "rto", "loss of", "declared", "read", "assumed", "computed",
        ] {
            assert!(facts.iter().any(|known| known == term), "{term} in {name}");
        }
        // Every term of a sum is in the list: a new one is explained in report.html.j2.
        for found in sum.captures_iter(&page) {
            for term in found[1].split(" + ") {
                let term = term.rsplit_once(' ').unwrap().0;
                assert!(facts.iter().any(|known| known == term), "{term} in {name}");
            }
        }
    }
}

/// Every part of a recovery is in the list: a new one is explained in report.html.j2.
#[test]
fn every_part_of_a_recovery_is_explained() {
    let (mut parts, mut plans_with) = (BTreeSet::new(), 0);
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        let Some(analysis) = done.analysis else {
            continue;
        };
        for recovery in analysis.recoveries() {
            plans_with += 1;
            let members = analysis.members_of(&recovery.primary);
            let paths = members.filter_map(|member| recovery.path(member.id));
            let sums = paths.chain([recovery.before.clone()]);
            parts.extend(sums.flat_map(|sum| sum.terms).map(|term| term.kind.name()));
        }
    }
    assert!(plans_with > 10, "{plans_with}");
    for part in ["declare", "provision", "edge", "stage", "ready", "switch"] {
        assert!(parts.contains(part), "{part} is in no plan");
    }
    let page = page(&format!(
        "{SURE}tier t {{ rpo 2d; keep 30d }}\nnamespace a {{ tier t; workload statefulset/db {{ recover file-backup; volume d {{ size 1Gi }} }} }}\n"
    ));
    let list = page.split("Parts of a recovery").nth(1).unwrap();
    let explained = texts(
        &pieces(&format!(
            "<p>{}",
            list.split_once("</h3>")
                .unwrap()
                .1
                .split("</main>")
                .next()
                .unwrap()
                .to_owned()
                + "</p>"
        )),
        "dt",
    );
    parts.extend(["first sync", "Velero", "archive", "first copies"]);
    for part in parts {
        assert!(
            explained.iter().any(|known| known == part),
            "{part}: {explained:?}"
        );
    }
    assert!(
        page.contains("After it takes over, dr has no copy of its own for up to "),
        "{page}"
    );
    assert!(
        page.contains("Until traffic reaches a: switch 0s, not declared."),
        "{page}"
    );
}

#[test]
fn a_checkpoint_is_crash_consistent_and_a_lock_is_not() {
    for (quiesce, word) in [
        ("quiesce postgres { container c }", "crash"),
        ("quiesce redis { container c }", "crash"),
        ("quiesce mysql { container c; user u }", "application"),
        ("quiesce mongodb { container c }", "application"),
        ("", "crash"),
    ] {
        let plan = format!(
            "{SURE}snapshots ebs {{ driver ebs.csi.aws.com }}\ntier t {{ rpo 2d; keep 30d }}\nnamespace a {{ tier t; workload statefulset/db {{ recover snapshot; volume data {{ size 1Gi }}; {quiesce} }} }}\n"
        );
        let page = page(&plan);
        assert!(
            page.contains(&format!("snapshot, {word}-consistent<")),
            "{quiesce}: {page}"
        );
    }
}
