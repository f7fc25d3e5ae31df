//! Cron lines in zones: hundreds of them, each its own.

use super::{findings, write};
use std::collections::BTreeSet;
use tempfile::TempDir;

const ZONES: [&str; 5] = [
    "Europe/Berlin",
    "America/New_York",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
];

/// A plan in which every namespace pins a line of its own.
fn lines(count: usize, line: impl Fn(usize) -> String) -> TempDir {
    let mut plan = String::from(
        "plan p { velero 1.18 }
cluster prod { region us-east-1; concurrent-backups 500 }
store main { s3 b1 { region us-east-1 } }
tier critical { rpo 9000h; keep 70000h; recover snapshot; tolerate 1 }
",
    );
    for n in 0..count {
        let zone = ZONES[n % ZONES.len()];
        let line = line(n);
        plan.push_str(&format!(
            "namespace n{n} {{ tier critical; every \"CRON_TZ={zone} {line}\" }}\n"
        ));
    }
    let home = TempDir::new().unwrap();
    std::fs::create_dir(home.path().join(".git")).unwrap();
    write(home.path(), "dr/p.drplan", &plan);
    home
}

/// The names of the findings, each once.
fn kinds(home: &TempDir) -> BTreeSet<String> {
    findings(home.path()).into_iter().collect()
}

#[test]
fn of_weekdays() {
    let home = lines(600, |n| format!("{} {} * * {}", n % 60, n % 24, n % 7));
    assert!(kinds(&home).contains("cron-zone"));
}

#[test]
fn of_dates() {
    let home = lines(80, |n| format!("{} {} {} * *", n % 60, n % 24, 1 + n % 28));
    assert!(kinds(&home).contains("cron-zone"));
}

#[test]
fn that_run_all_the_time() {
    let home = lines(16, |n| format!("{}-59 * 1-{} * 1-5", n % 50, 2 + n % 29));
    assert!(kinds(&home).contains("cron-zone"));
}
