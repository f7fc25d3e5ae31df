//! The page of a plan: what large plans, odd texts and weekly schedules make of it.

use crate::support::harness::compile;

const BASE: &str = "plan p { owner \"<script>alert(1)</script> & co\" }
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 30; nodes 60 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 p-velero { region us-east-1 }; replica p-west { region us-west-2 } }
";

fn page(text: &str) -> String {
    let done = compile(&[("p.drplan".to_owned(), format!("{BASE}{text}"))]);
    let errors: Vec<&str> = done.diags.iter().map(|diag| &*diag.message).collect();
    let bundle = done.bundle.unwrap_or_else(|| panic!("{errors:?}"));
    bundle.files["dr/p/report.html"].text.clone()
}

#[test]
fn texts_of_the_plan_are_no_markup() {
    let page = page("tier t { rpo 1d; keep 7d }\nnamespace a { tier t }\n");
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;") && page.contains("&amp; co"));
}

#[test]
fn many_rows_are_drawn_together() {
    let mut text = String::new();
    for n in 10..70 {
        text.push_str(&format!("tier t{n} {{ rpo {n}h; keep 30d }}\n"));
        text.push_str(&format!("namespace n{n} {{ tier t{n}; apps apps/n{n} }}\n"));
    }
    let page = page(&text);
    assert!(
        page.contains("1 schedule<"),
        "schedules are counted, a row a tier and method"
    );
    // Restores wait for each other, so all of them are on the longest path.
    assert!(page.contains("other applications") && !page.contains("other restores"));
    let rows = |kind: &str| {
        let picture = page
            .split(&format!("class=\"picture {kind}\""))
            .nth(1)
            .unwrap();
        picture
            .split("</svg>")
            .next()
            .unwrap()
            .matches("class=\"track\"")
            .count()
    };
    assert!(rows("recovery") > 60, "the longest path is drawn in full");
    assert!(page.contains("What is judged holds, in 60 lines of the plan."));
    assert!(
        page.contains("in n10, n11, n12, n13, n14 and 55 more: volumes are copied"),
        "a sentence names a few of many"
    );
}

#[test]
fn a_weekly_schedule_is_drawn_on_its_day() {
    let page = page("tier t { rpo 15d; keep 60d; every \"30 2 * * 3\" }\nnamespace a { tier t }\n");
    assert!(page.contains("on a Wednesday, in UTC"), "{page}");
    let picture = page.split("class=\"picture day\"").nth(1).unwrap();
    assert!(picture.contains("class=\"slot\" x=\"10.41%\""), "{picture}");
}
