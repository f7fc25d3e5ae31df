//! What names become on another cluster, and in a failback.

use super::Built;
use std::collections::{BTreeMap, BTreeSet};

/// The plan in its failback: `prod` recovers from `dr`.
fn failback(on_prod: &str, on_dr: &str) -> Built {
    Built::of(&format!(
        "plan p {{ velero 1.18.3; flux 2.9; kubernetes 1.34 }}
cluster prod {{ region us-east-1; brings velero; mode recover r1; {on_prod} }}
cluster dr {{ recovers prod; standby warm; region us-west-2; mode fenced {{ runs r1 }}; {on_dr} }}
store main {{ s3 bkt {{ region us-east-1 }}; replica bkt-west {{ region us-west-2 }} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
tier t {{ rpo 30h; keep 7d }}
namespace shop {{ tier t }}
"
    ))
}

fn pairs(built: &Built, name: &str) -> BTreeMap<String, String> {
    let maps = built.all("dr/p/prod/storage", "ConfigMap");
    let mut maps = maps.iter().filter(|map| map["metadata"]["name"] == name);
    let Some(map) = maps.next() else {
        return BTreeMap::new();
    };
    serde_yaml::from_value(map["data"].clone()).unwrap()
}

fn classes(built: &Built) -> BTreeMap<String, String> {
    pairs(built, "p-storage-classes")
}

fn images(built: &Built) -> BTreeSet<String> {
    pairs(built, "p-images").into_values().collect()
}

fn map(rows: &[(&str, &str)]) -> BTreeMap<String, String> {
    let rows = rows.iter();
    rows.map(|(old, new)| ((*old).to_owned(), (*new).to_owned()))
        .collect()
}

#[test]
fn a_failback_turns_mappings_around() {
    let built = failback(
        "",
        "storage-class gp3 -> gp3-west, io1 -> io1; image east.example/ -> west.example/; map shop -> shop-west",
    );
    assert_eq!(classes(&built), map(&[("gp3-west", "gp3")]));
    assert_eq!(
        images(&built),
        BTreeSet::from(["west.example/,east.example/".to_owned()])
    );
    let restore = built.one("dr/p/prod", "Restore");
    assert_eq!(restore["spec"]["namespaceMapping"]["shop-west"], "shop");
    // A swap, of which each name has one way back.
    let built = failback("", "storage-class a -> b, b -> a");
    assert_eq!(classes(&built), map(&[("a", "b"), ("b", "a")]));
}

#[test]
fn what_became_one_has_the_way_back_that_is_stated() {
    let two = "storage-class gp2 -> west, gp3 -> west; image east.example/ -> m.example/, ghcr.io/ -> m.example/ghcr/";
    let built = failback("", two);
    assert!(classes(&built).is_empty() && images(&built).is_empty());
    let built = failback(
        "storage-class west -> gp3; image m.example/ghcr/ -> ghcr.io/",
        two,
    );
    assert_eq!(classes(&built), map(&[("west", "gp3")]));
    // The other one stands in every name of this one.
    assert_eq!(
        images(&built),
        BTreeSet::from(["m.example/ghcr/,ghcr.io/".to_owned()])
    );
    // What is stated wins over what follows.
    let built = failback(
        "storage-class west -> gp4",
        "storage-class gp3 -> west, io1 -> io1-west",
    );
    assert_eq!(
        classes(&built),
        map(&[("io1-west", "io1"), ("west", "gp4")])
    );
}

/// A recovery, and no cluster but the one that fails back.
#[test]
fn only_a_failback_turns_them_around() {
    let built = Built::of(
        "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod { region us-east-1 }
cluster dr { recovers prod; region us-west-2; brings velero; storage-class gp3 -> gp3-west; map shop -> shop-west }
store main { s3 bkt { region us-east-1 }; replica bkt-west { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 30h; keep 7d }
namespace shop { tier t }
namespace other { tier t }
",
    );
    let data = &built.named("dr/p/dr", "ConfigMap", "storage-classes")["data"];
    let data: BTreeMap<String, String> = serde_yaml::from_value(data.clone()).unwrap();
    assert_eq!(data, map(&[("gp3", "gp3-west")]));
    assert!(classes(&built).is_empty());
    let spec = &built.one("dr/p/dr", "Restore")["spec"];
    let mapping: BTreeMap<String, String> =
        serde_yaml::from_value(spec["namespaceMapping"].clone()).unwrap();
    assert_eq!(
        mapping,
        map(&[("shop", "shop-west")]),
        "only names that differ"
    );
}
