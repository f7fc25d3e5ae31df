//! Plans that are small and mean much.

use super::{MEMORY, findings, limited, write};
use std::fmt::Write as _;
use tempfile::TempDir;

const HEAD: &str = "plan p { velero 1.18.3; flux 2.9 }
cluster prod { region us-east-1; concurrent-backups 500 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 b1 { region us-east-1 }; replica b2 { region us-west-2 } }
";
const TIER: &str = "tier critical { rpo 9000h; keep 70000h; recover snapshot }\n";

fn plan(text: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    std::fs::create_dir(home.path().join(".git")).unwrap();
    write(home.path(), "dr/p.drplan", &format!("{HEAD}{text}"));
    home
}

fn list(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|n| format!("n{n}")).collect();
    names.join(", ")
}

/// The names of the findings of `check`, and what `build` says of the same plan.
#[track_caller]
fn refused(text: &str, finding: &str, words: &str) {
    let home = plan(text);
    let mut found = findings(home.path());
    found.dedup();
    assert_eq!(found, [finding]);
    let output = limited(home.path(), MEMORY, 60, &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(words), "{text}");
}

#[test]
fn parameters_that_are_named_over_and_over() {
    let command = vec!["\"%{p}\""; 40_000].join(", ");
    let mut text = format!(
        "{TIER}hook h {{ param p \"x\"; holds nothing; safe snapshot; pre {{ container c; command {command} }} }}\nnamespace n {{ tier critical\n"
    );
    for n in 0..40 {
        let value = "A".repeat(1_000);
        writeln!(
            text,
            "workload statefulset/w{n} {{ volume d; hook h {{ p \"{value}\" }} }}"
        )
        .unwrap();
    }
    text.push_str("}\n");
    refused(&text, "hook-too-large", "40000 words");
}

#[test]
fn a_command_of_few_long_words() {
    let command = ["\"%{p}%{p}%{p}%{p}\""; 10].join(", ");
    let value = "$".repeat(300);
    let text = format!(
        "{TIER}hook h {{ param p; holds nothing; safe snapshot; pre {{ container c; command {command} }} }}
namespace n {{ tier critical; workload statefulset/w {{ volume d; hook h {{ p \"{value}\" }} }} }}\n"
    );
    refused(&text, "hook-too-large", "71 KiB");
}

#[test]
fn a_user_of_a_tier_that_every_workload_takes_over() {
    let user = "x".repeat(600_000);
    let mut text = format!(
        "tier critical {{ rpo 9000h; keep 70000h; recover dump postgres {{ into d; container c; user \"{user}\" }} }}\nnamespace n {{ tier critical\n"
    );
    for n in 0..2_000 {
        writeln!(
            text,
            "workload statefulset/w{n} {{ volume d {{ size 1Gi }} }}"
        )
        .unwrap();
    }
    text.push_str("}\n");
    refused(&text, "hook-too-large", "1174 KiB");
}

#[test]
fn a_hundred_thousand_namespaces_in_a_list() {
    let text = format!("{TIER}namespace {} {{ tier critical }}\n", list(100_000));
    refused(&text, "plan-too-large", "100000 namespaces");
}

#[test]
fn namespaces_times_workloads() {
    let mut text = format!("{TIER}namespace {} {{ tier critical\n", list(3_000));
    for n in 0..3_000 {
        writeln!(
            text,
            "workload statefulset/w{n} {{ volume d {{ size 1Gi }} }}"
        )
        .unwrap();
    }
    text.push_str("}\n");
    refused(&text, "plan-too-large", "9000000 workloads");
}

#[test]
fn objects_of_a_cluster_times_applications() {
    let objects: Vec<String> = (0..30_000).map(|n| format!("secret/s{n}")).collect();
    let mut text = format!(
        "cluster dr2 {{ recovers prod; brings velero; region us-west-2; path clusters/dr2; substitute-from {} }}\n{TIER}",
        objects.join(", ")
    );
    for n in 0..1_000 {
        writeln!(text, "namespace n{n} {{ tier critical; apps a/n{n} }}").unwrap();
    }
    refused(&text, "plan-too-large", "MiB");
}

#[test]
fn hooks_of_a_list_of_namespaces() {
    let command = vec!["\"%{p}\""; 60].join(", ");
    let value = "A".repeat(1_000);
    let text = format!(
        "{TIER}hook h {{ param p; holds nothing; safe snapshot; pre {{ container c; command {command} }} }}
namespace {} {{ tier critical; workload statefulset/w {{ volume d; hook h {{ p \"{value}\" }} }} }}\n",
        list(5_000)
    );
    refused(&text, "plan-too-large", "MiB");
}

#[test]
fn half_a_million_words() {
    refused(&"a\n".repeat(500_000), "plan-too-large", "statements");
}

#[test]
fn more_mistakes_than_anybody_reads() {
    let home = plan(&"a\n".repeat(60_000));
    assert_eq!(findings(home.path()).len(), 20_000);
}

#[test]
fn many_files_of_mistakes() {
    let home = plan(&format!("{TIER}namespace a {{ tier critical }}\n"));
    for n in 0..2 {
        let text = "a\n".repeat(400_000);
        write(home.path(), &format!("dr/q{n}.drplan"), &text);
    }
    assert_eq!(findings(home.path()), ["plan-too-large"; 2]);
}

/// What is within the limits is built within them.
#[test]
fn twenty_thousand_namespaces_in_a_list() {
    let home = plan(&format!(
        "{TIER}namespace {} {{ tier critical }}\n",
        list(20_000)
    ));
    let output = limited(home.path(), MEMORY, 60, &["build", "-q"]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{complaint}");
    assert!(home.path().join("dr/p/guarantees.lock").exists());
}
