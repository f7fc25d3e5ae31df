//! Names of zones: two words of one region may be the same zone.

use super::region::canonical;

/// Whether two zones of a region are the same one: `None` where their forms do not tell.
///
/// A zone is written with its region (`us-east-1a`, `europe-west1-b`, `eastus-2`) or as what is left beside it (`a`,
/// `2`). A zone id (`use1-az1`, `eastus-az1`) is another name of a zone that has such a name too, and which of them
/// it is differs between accounts (AWS, "Availability Zone IDs"; Azure, "Physical and logical availability zones").
pub fn is_one_zone(one: &str, other: &str, region: &str) -> Option<bool> {
    let (one, other) = (own_part(one, region), own_part(other, region));
    if one == other {
        return Some(true);
    }
    let known = is_id(&one) == is_id(&other) && !one.is_empty() && !other.is_empty();
    known.then_some(false)
}

/// What a zone is called beside its region; nothing where it has the name of the region itself.
fn own_part(zone: &str, region: &str) -> String {
    let zone = zone.trim().to_lowercase().replace([' ', '_'], "-");
    let shown = region.trim().to_lowercase().replace([' ', '_'], "-");
    let mut rest = [canonical(region), shown]
        .into_iter()
        .filter_map(|region| zone.strip_prefix(region.as_str()));
    match rest.next() {
        Some(rest) => rest.trim_start_matches('-').to_owned(),
        None => zone,
    }
}

/// Whether what is left of a zone is an id: it ends in `azN`.
fn is_id(part: &str) -> bool {
    let last = part.rsplit('-').next().unwrap_or(part);
    last.strip_prefix("az")
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_one_zone;

    #[test]
    fn zones() {
        for (one, other, region, same) in [
            ("us-east-1a", "us-east-1a", "us-east-1", Some(true)),
            ("us-east-1a", "a", "us-east-1", Some(true)),
            ("EU-WEST-1A", "eu-west-1a", "eu-west-1", Some(true)),
            ("europe-west1-b", "b", "europe-west1", Some(true)),
            ("eastus-1", "1", "East US", Some(true)),
            ("East US-1", "1", "East US", Some(true)),
            ("us-east-1a", "us-east-1b", "us-east-1", Some(false)),
            ("us-east-1a", "b", "us-east-1", Some(false)),
            ("use1-az1", "use1-az2", "us-east-1", Some(false)),
            (
                "us-east-1-bos-1a",
                "us-east-1-chi-1a",
                "us-east-1",
                Some(false),
            ),
            ("hall-1", "hall-2", "dc", Some(false)),
            ("us-east-1a", "use1-az1", "us-east-1", None),
            ("use1-az4", "b", "us-east-1", None),
            ("eastus-az1", "2", "eastus", None),
            ("us-east-1", "us-east-1a", "us-east-1", None),
        ] {
            assert_eq!(is_one_zone(one, other, region), same, "{one} {other}");
            assert_eq!(is_one_zone(other, one, region), same, "{other} {one}");
        }
    }
}
