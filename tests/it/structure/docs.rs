//! Documentation that is written from the code: the reference, the pictures, the assumed numbers.

use crate::support::harness::{compile_in, plans, project_root};
use regex_lite::Regex;

/// The pictures of the README are those of the report; `UPDATE_DOCS=1` writes them again.
#[test]
fn the_pictures_are_of_the_report() {
    let shop = plans()
        .into_iter()
        .find(|plan| plan.name == "shop")
        .unwrap();
    let bundle = compile_in(&shop.files, shop.root.as_deref())
        .bundle
        .unwrap();
    let report = &bundle.files["dr/shop/report.html"].text;
    let pictures: Vec<&str> = report
        .split("<svg ")
        .skip(1)
        .map(|rest| rest.split_inclusive("</svg>\n").next().unwrap())
        .collect();
    assert_eq!(pictures.len(), 2);
    let readme = std::fs::read_to_string(project_root().join("README.md")).unwrap();
    for (name, picture) in ["day", "recovery"].into_iter().zip(pictures) {
        assert!(picture.contains(&format!("class=\"picture {name}\"")));
        // Alone it has no page to take its width from.
        let text = format!("<svg {picture}").replacen("width=\"100%\"", "width=\"960\"", 1);
        let path = format!("docs/pictures/shop-{name}.svg");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(project_root().join("docs/pictures")).unwrap();
            std::fs::write(project_root().join(&path), &text).unwrap();
        }
        let known = std::fs::read_to_string(project_root().join(&path)).unwrap_or_default();
        assert_eq!(known, text, "run UPDATE_DOCS=1 cargo test docs");
        assert!(readme.contains(&path), "the README shows {path}");
    }
}

/// What `docs/promises.md` says is assumed is what the code assumes.
#[test]
fn the_assumed_numbers_are_those_of_the_code() {
    use drplan::analyze::backup::{cost, restore};
    use drplan::analyze::engine::flux;
    use drplan::analyze::recovery::replay;
    use drplan::analyze::{rpo, rto};
    let page = std::fs::read_to_string(project_root().join("docs/promises.md")).unwrap();
    let said = [
        format!("one backup | {}, assumed", cost::OBJECTS),
        format!("`snapshot-ready`, else {}", cost::SNAPSHOT_READY),
        format!("{} set-up, then as for copy", cost::FILE_START),
        format!("`mover-start` ({})", cost::MOVER_START),
        format!("`upload` ({})", cost::RATE),
        format!("`size` ({})", cost::SIZE),
        format!("`touched` ({})", cost::TOUCHED),
        format!("`change` ({})", cost::CHANGE),
        format!(
            "computed with {} and again with {}",
            cost::SIZE,
            cost::LARGE
        ),
        format!("`lag`, else {}", rpo::LAG),
        format!("`lag` of the bucket, else {}", rpo::LAG_INSIDE),
        format!("`declare`, {}", rto::DECLARE),
        format!("`provision` ({})", rto::PROVISION),
        format!("`bootstrap` ({})", flux::BOOTSTRAP),
        format!("fetch the commit ({})", flux::FETCH),
        format!("`ready`, else {}", rto::READY),
        format!("{} until it begins, and 200ms for each", rto::STEP),
        "and 10ms for each volume in them".to_owned(),
        format!("promotions, checks | {} each", rto::STEP),
        format!(
            "{} for the objects of each Restore",
            restore::RESTORE_OBJECTS
        ),
        format!("or {} for files", restore::FILE_RESTORE),
        format!("`write`, {}", cost::RATE),
        format!("`download`, {}", cost::RATE),
        format!("volume at {}", rto::LOAD),
        format!("`base` of the archive ({})", replay::BASE),
        format!("`change` ({} of the size)", cost::CHANGE),
        format!("at least {} for each `lag`", replay::SEGMENT),
        format!("`requeue` ({}) and {},", flux::REQUEUE, flux::POLL),
        format!("`workers` ({})", flux::WORKERS),
    ];
    for words in &said {
        let times = page.matches(&**words).count();
        assert_eq!(times, 1, "docs/promises.md says {times} times: {words}");
    }
    // And no number stands there that the code does not know.
    let mut rest = page;
    for words in &said {
        rest = rest.replacen(&**words, "", 1);
    }
    let number = Regex::new(r"\b\d+(?:ms|[smhdwy]|[KMGT]i(?:B/s)?|%)\b?").unwrap();
    let unknown: Vec<&str> = number
        .find_iter(&rest)
        .map(|found| found.as_str())
        .collect();
    assert_eq!(
        unknown,
        Vec::<&str>::new(),
        "docs/promises.md has more numbers"
    );
}

/// The language reference is written from the schema; `UPDATE_DOCS=1` writes it again.
#[test]
fn the_language_reference_is_the_schema() {
    let text = reference();
    let path = project_root().join("docs/language.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(&*old, &*text);
    assert!(
        old == text,
        "run UPDATE_DOCS=1 cargo test docs\n{}",
        diff.unified_diff().header("docs/language.md", "src/schema")
    );
}

fn reference() -> String {
    let mut text = String::from(
        "# The language\n\nWritten from the tables of `src/schema`; do not edit.\nA statement is `keyword argument* [ { … } ]`; it ends at the end of its line or at `;`.\nEvery block also takes `allow FINDING \"why\" until DATE`.\n",
    );
    for block in drplan::schema::blocks() {
        text.push_str(&format!("\n## `{}`\n\n{}\n\n", block.name, block.doc));
        if !block.example.is_empty() {
            text.push_str(&format!("```drplan\n{}```\n\n", block.example));
        }
        text.push_str("| statement | meaning | default |\n|---|---|---|\n");
        for row in block.rows {
            let silence = match row.silence() {
                nothing if nothing.is_empty() => "–".to_owned(),
                silence => silence,
            };
            let usage = row.usage().replace('|', "\\|");
            text.push_str(&format!(
                "| `{usage}` | {} | {silence} |\n",
                row.doc.replace('|', "\\|")
            ));
        }
    }
    text
}
