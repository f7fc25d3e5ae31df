//! What a Restore takes, and what of it counts.

use super::{Built, COLD, selected, words};

const SHOP: &str = "namespace shop {
  tier t
  apps apps/shop
  workload statefulset/db { replicas 3; volume data { size 1Gi }; volume logs { size 1Gi } }
}
";

fn recovering(mode: &str, statements: &str) -> Built {
    let cold = COLD
        .replace("brings velero }", &format!("brings velero; mode {mode} }}"))
        .replace("path clusters/prod }", "path clusters/prod; mode fenced }");
    Built::of(&format!("{cold}{statements}"))
}

/// What a platform or an application has brought already is newer than a backup, or is what Git says.
#[test]
fn what_is_there_is_kept() {
    for statements in [
        SHOP,
        "namespace legacy { tier t }",
        "namespace * { tier t }",
        "namespace media { tier t; recover file-backup }",
    ] {
        let built = Built::cold(statements);
        let restore = built.one("dr/p/dr", "Restore");
        assert_eq!(
            restore["spec"]["existingResourcePolicy"], "none",
            "{statements}"
        );
    }
}

/// By Schedule the newest Completed backup is taken; a run may name another one of it.
#[test]
fn a_run_takes_the_backup_that_it_names() {
    let built = recovering("recover r1", SHOP);
    let spec = &built.one("dr/p/dr", "Restore")["spec"];
    assert_eq!(spec["scheduleName"], "p-prod-t-snapshot");
    assert!(spec["backupName"].is_null());
    let named = "recover r1 { backup p-prod-t-snapshot-20261127080000 }";
    let both = format!("{SHOP}namespace media {{ tier t; recover file-backup }}\n");
    let built = recovering(named, &both);
    let spec = &built.named("dr/p/dr", "Restore", "t-snapshot")["spec"];
    assert_eq!(spec["backupName"], "p-prod-t-snapshot-20261127080000");
    assert!(spec["scheduleName"].is_null());
    // Other Schedules are not concerned.
    let spec = &built.named("dr/p/dr", "Restore", "t-file-backup")["spec"];
    assert_eq!(spec["scheduleName"], "p-prod-t-file-backup");
}

/// The gate counts the claims that a data mover brings, and no claim without data.
#[test]
fn every_claim_with_data_is_counted() {
    let counted = |statements: &str| {
        let built = Built::cold(statements);
        let restore = built.one("dr/p/dr", "Restore").clone();
        let count = &restore["metadata"]["annotations"]["drplan.dev/volumes"];
        (count.as_str().unwrap().to_owned(), restore)
    };
    assert_eq!(counted(SHOP).0, "6");
    let one_left = SHOP.replace(
        "logs { size 1Gi }",
        "logs { skip \"not read\"; label logs=yes }",
    );
    let (count, restore) = counted(&one_left);
    assert_eq!(count, "3");
    // The claim that was not copied stays away, with its dead handle.
    let left = &restore["spec"]["labelSelector"]["matchExpressions"][0];
    assert_eq!(
        (&left["key"], &left["operator"]),
        (&"logs".into(), &"NotIn".into())
    );
    assert_eq!(words(&left["values"]), ["yes"]);
    // Files are written through pods, which wait for all their claims; Velero counts none of them.
    let files = one_left.replace("tier t\n", "tier t; recover file-backup\n");
    let (count, restore) = counted(&files);
    assert_eq!(count, "0");
    assert!(
        selected(&restore)
            .values()
            .all(|operator| *operator == "DoesNotExist")
    );
}

/// Twice the time of everything that an operation may wait for, and at least Velero's own four hours.
#[test]
fn an_operation_may_take_as_long_as_it_needs() {
    let hours = |size: &str| {
        let built = Built::cold(&SHOP.replace("1Gi", size));
        let spec = &built.one("dr/p/dr", "Restore")["spec"];
        let text = spec["itemOperationTimeout"].as_str().unwrap().to_owned();
        let (hours, _) = text.split_once('h').unwrap();
        hours.parse::<u64>().unwrap()
    };
    assert_eq!(hours("1Gi"), 4);
    // 12 TiB at 100 MiB/s are 35 hours.
    assert!((70..200).contains(&hours("2Ti")), "{}", hours("2Ti"));
}
