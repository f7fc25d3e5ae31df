//! Rules that the output cannot break, seen in the manifests of every plan.

use crate::support::harness::{compile_in, objects, plans};
use serde_yaml::Value;
use std::collections::BTreeSet;

/// One pod template that a hook Component patches.
struct Patch {
    /// Plan and cluster.
    home: (String, String),
    namespace: String,
    annotations: Vec<(String, String)>,
}

fn patches() -> Vec<Patch> {
    let mut patches = Vec::new();
    for (plan, path, value) in objects()
        .into_iter()
        .filter(|(_, path, _)| path.contains("/hooks/"))
    {
        for patch in value["patches"].as_sequence().into_iter().flatten() {
            let patch: Value = serde_yaml::from_str(patch["patch"].as_str().unwrap()).unwrap();
            let annotations = &patch["spec"]["template"]["metadata"]["annotations"];
            // Charts and operators have theirs elsewhere.
            let Some(annotations) = annotations.as_mapping() else {
                continue;
            };
            let (cluster, folder) = path.split_once("/hooks/").unwrap();
            let folder = folder.split('/').next().unwrap();
            let namespace = patch["metadata"]["namespace"].as_str();
            patches.push(Patch {
                home: (plan.clone(), cluster.to_owned()),
                namespace: namespace.unwrap_or(folder).to_owned(),
                annotations: annotations
                    .iter()
                    .map(|(k, v)| {
                        (
                            k.as_str().unwrap().to_owned(),
                            v.as_str().unwrap().to_owned(),
                        )
                    })
                    .collect(),
            });
        }
    }
    patches
}

const OPT_IN: &str = "backup.velero.io/backup-volumes";
const OPT_OUT: &str = "backup.velero.io/backup-volumes-excludes";

/// V34: Velero trims nothing, so a blank is part of a name.
#[test]
fn lists_of_volumes_have_no_blanks() {
    let mut lists = 0;
    for patch in patches() {
        for (key, value) in &patch.annotations {
            if key == OPT_IN || key == OPT_OUT {
                lists += usize::from(value.contains(','));
                let names: Vec<&str> = value.split(',').collect();
                assert!(
                    names.iter().all(|name| {
                        !name.is_empty()
                            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    }),
                    "{value:?} in {:?}",
                    patch.home
                );
            }
        }
    }
    assert!(lists > 0, "some plan lists two volumes");
}

/// V35: with every volume read by default the list of those to read is ignored, and without it the
/// list of those to leave out.
#[test]
fn a_list_of_volumes_stands_under_its_own_default() {
    let mut by_default = BTreeSet::new();
    let mut on_request = BTreeSet::new();
    for (plan, path, value) in objects() {
        if value["kind"] == "Schedule" {
            let cluster = path.split("/backup/").next().unwrap().to_owned();
            let template = &value["spec"]["template"];
            let all = template["defaultVolumesToFsBackup"].as_bool().unwrap();
            for namespace in template["includedNamespaces"].as_sequence().unwrap() {
                let name = namespace.as_str().unwrap().to_owned();
                let key = ((plan.clone(), cluster.clone()), name);
                if all {
                    by_default.insert(key)
                } else {
                    on_request.insert(key)
                };
            }
        }
    }
    let (mut ins, mut outs) = (0, 0);
    for patch in patches() {
        let key = (patch.home.clone(), patch.namespace.clone());
        // A recovery cluster makes no backups before it serves.
        if !by_default
            .iter()
            .chain(&on_request)
            .any(|(home, _)| *home == patch.home)
        {
            continue;
        }
        for (name, _) in &patch.annotations {
            if name == OPT_IN {
                ins += 1;
                assert!(on_request.contains(&key), "{key:?} reads all volumes");
            } else if name == OPT_OUT {
                outs += 1;
                assert!(by_default.contains(&key), "{key:?} reads none by default");
            }
        }
    }
    assert!(ins > 0 && outs > 0, "plans show both: {ins}, {outs}");
}

/// L43: Flux fills in `${…}` and halves `$$`; Velero decodes JSON, so no `$` need stand there.
#[test]
fn no_dollar_stands_in_a_hook() {
    let mut escaped = 0;
    for patch in patches() {
        for (key, value) in &patch.annotations {
            assert!(!value.contains('$'), "{key}: {value}");
            if key.ends_with("/command") {
                let words: Vec<String> = serde_json::from_str(value).unwrap();
                escaped += words.iter().filter(|word| word.contains("${")).count();
            }
        }
    }
    assert!(escaped > 0, "some hook has a dollar");
}

/// Each recipe has a plan, whose output is reviewed.
#[test]
fn every_recipe_has_a_plan() {
    let named: BTreeSet<String> = drplan::recipe::RECIPES
        .iter()
        .map(|recipe| match recipe.purpose {
            drplan::recipe::Purpose::Quiesce => format!("recipes/{}", recipe.name),
            drplan::recipe::Purpose::Dump => format!("recipes/{}-dump", recipe.name),
        })
        .collect();
    let mut shown = BTreeSet::new();
    for plan in plans()
        .into_iter()
        .filter(|plan| plan.name.starts_with("recipes/"))
    {
        let done = compile_in(&plan.files, None);
        let hooks = done.bundle.unwrap().wires.len();
        assert_eq!((done.diags.len(), hooks), (0, 1), "{}", plan.name);
        shown.insert(plan.name);
    }
    assert_eq!(shown, named);
}

/// A fix that is called safe takes its finding away and brings no other.
#[test]
fn safe_fixes_mend_what_they_say() {
    let mut mended = BTreeSet::new();
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        let count = |done: &drplan::driver::Compilation, name: &str| {
            done.diags.iter().filter(|diag| diag.name() == name).count()
        };
        for diag in done.diags.iter() {
            let Some(fix) = diag
                .fix
                .as_ref()
                .filter(|fix| fix.safety == drplan::diag::Safety::Safe)
            else {
                continue;
            };
            let mut files = plan.files.clone();
            let text = &mut files[fix.span.file.index()].1;
            text.replace_range(
                fix.span.start as usize..fix.span.end as usize,
                &fix.replacement,
            );
            let after = compile_in(&files, plan.root.as_deref());
            assert_eq!(
                count(&after, diag.name()) + 1,
                count(&done, diag.name()),
                "{}",
                plan.name
            );
            assert!(
                after.diags.len() < done.diags.len(),
                "{} brings another",
                plan.name
            );
            mended.insert(diag.name());
        }
    }
    assert!(mended.len() >= 2, "plans show {mended:?}");
}
