//! Names of regions as their providers write them, and where a name of one stands in an address.

mod tables;

use tables::{AWS, AZURE, GOOGLE, GOOGLE_DUAL, GOOGLE_MULTI};

/// A cloud whose regions are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    /// Amazon.
    Aws,
    /// Microsoft.
    Azure,
    /// Google.
    Google,
}

impl Cloud {
    /// Whether it has a region of a name, in any spelling.
    pub fn has(self, name: &str) -> bool {
        let name = canonical(name);
        let several = self == Cloud::Google && is_multi_region(&name);
        several || self.regions().contains(&name.as_str())
    }

    /// Its regions, as it spells them.
    pub fn regions(self) -> &'static [&'static str] {
        match self {
            Cloud::Aws => &AWS,
            Cloud::Azure => &AZURE,
            Cloud::Google => &GOOGLE,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Cloud::Aws => "AWS",
            Cloud::Azure => "Azure",
            Cloud::Google => "Google Cloud",
        }
    }
}

/// Whether a name stands for several regions of Google.
pub fn is_multi_region(name: &str) -> bool {
    GOOGLE_MULTI.contains(&canonical(name).as_str()) || pair(name).is_some()
}

/// Whether a name stands for two regions of Google, between which a bucket can have turbo replication: a bucket of a
/// continent has none (Cloud Storage, "Availability and durability").
pub fn has_turbo_replication(name: &str) -> bool {
    GOOGLE_DUAL.contains(&canonical(name).as_str()) || pair(name).is_some()
}

/// Two regions of one's own choice, as Google lists them: `US-EAST1+US-WEST1`.
fn pair(name: &str) -> Option<[String; 2]> {
    let (one, other) = name.split_once('+')?;
    let both = [canonical(one), canonical(other)];
    let known = |region: &String| GOOGLE.contains(&region.as_str());
    both.iter().all(known).then_some(both)
}

/// Whether a name stands for several regions of Google of which one may be this: those of a continent.
pub fn may_hold(several: &str, region: &str) -> bool {
    if let Some(both) = pair(several) {
        return both.contains(&canonical(region));
    }
    let (several, region) = (canonical(several), canonical(region));
    let continents: &[&str] = match several.get(..2) {
        _ if several == "global" || !is_multi_region(&several) => return false,
        Some("as" | "in") => &["asia-"],
        Some("eu") => &["europe-"],
        _ => &["us-", "northamerica-"],
    };
    GOOGLE.contains(&region.as_str()) && continents.iter().any(|start| region.starts_with(start))
}

/// Whether a name is a region of a cloud.
pub fn is_of_a_cloud(name: &str) -> bool {
    let name = canonical(name);
    let mut clouds = [Cloud::Aws, Cloud::Azure, Cloud::Google].into_iter();
    clouds.any(|cloud| cloud.regions().contains(&name.as_str()))
}

/// A name as the provider itself spells it: in lower case, and what Azure shows to people (`East US`)
/// as the name that its interface takes (`eastus`).
pub fn canonical(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let joined: String = lower
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '_' && *char != '-')
        .collect();
    if is_of_azure(&joined) {
        return joined;
    }
    let name = lower.replace([' ', '_'], "-");
    match zone_of_aws(&name) {
        Some(region) => region.to_owned(),
        None => name,
    }
}

/// The region of a local zone of AWS, which depends on it: `us-east-1-bos-1a` is in `us-east-1`.
fn zone_of_aws(name: &str) -> Option<&'static str> {
    let of = |region: &&&'static str| {
        let rest = name.strip_prefix(**region);
        rest.is_some_and(|rest| rest.starts_with('-') && rest.len() > 4)
    };
    AWS.iter().find(of).copied()
}

/// Whether two names are one region.
pub fn is_one_region(one: &str, other: &str) -> bool {
    one == other || canonical(one) == canonical(other)
}

/// The regions of clouds that stand in an address as a part of its own: `s3.us-east-1.amazonaws.com`,
/// `bucket.s3-us-west-2.amazonaws.com`, `us-east1-docker.pkg.dev`, `arn:aws:kms:us-east-1:…`.
pub fn regions_in(address: &str) -> impl Iterator<Item = &str> {
    let parts = address.split(['.', '/', ':', '@', '?', '=', '&', ',']);
    // The oldest region of AWS stands in some names by what it was called before it had a number.
    let first = address.contains(".ec2.internal").then_some("us-east-1");
    parts
        .map(|part| match part {
            "s3-external-1" | "compute-1" => "us-east-1",
            _ => part,
        })
        .chain(first)
        .map(|part| part.strip_prefix("s3-").unwrap_or(part))
        .map(|part| part.strip_suffix("-docker").unwrap_or(part))
        .filter(|part| is_of_a_cloud(part))
}

/// Whether a name, which people choose, holds that of a region of a cloud, apart from what is around it.
pub fn holds_region(text: &str, region: &str) -> bool {
    let (text, region) = (text.to_lowercase(), canonical(region));
    let ends = |char: Option<char>| char.is_none_or(|char| !char.is_ascii_alphanumeric());
    !region.is_empty()
        && text.match_indices(&region).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + found.len()..);
            ends(before) && ends(after.and_then(|after| after.chars().next()))
        })
}

fn is_of_azure(name: &str) -> bool {
    AZURE.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{
        AWS, AZURE, Cloud, GOOGLE, canonical, holds_region, is_one_region, may_hold, regions_in,
    };

    #[test]
    fn one_region() {
        for (one, other) in [
            ("US-CENTRAL1", "us-central1"),
            ("East US", "eastus"),
            ("east us 2", "eastus2"),
            ("west-europe", "westeurope"),
            ("US-EAST-1", "us-east-1"),
            ("us_east_1", "us-east-1"),
            (" home ", "home"),
            ("us-east-1-bos-1a", "us-east-1"),
        ] {
            assert!(is_one_region(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("us-east1", "us-east-1"),
            ("eastus", "eastus2"),
            ("dc1", "dc-1"),
            ("us-east-1-b", "us-east-1"),
        ] {
            assert!(!is_one_region(one, other), "{one} {other}");
        }
        assert_eq!(canonical("Dc West"), "dc-west");
    }

    #[test]
    fn addresses() {
        let first = |text| regions_in(text).next();
        for (text, region) in [
            ("https://s3.us-east-1.amazonaws.com", "us-east-1"),
            ("bucket.s3-us-west-2.amazonaws.com", "us-west-2"),
            (
                "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r",
                "eu-west-1",
            ),
            ("arn:aws:kms:us-east-2:1:key/k", "us-east-2"),
            ("europe-west1-docker.pkg.dev/p", "europe-west1"),
        ] {
            assert_eq!(first(text), Some(region), "{text}");
        }
        for text in ["https://accus-east-1.blob.core.windows.net", "nas.lan", ""] {
            assert_eq!(first(text), None, "{text}");
        }
        assert!(holds_region("vault-us-east-1", "us-east-1"));
        assert!(!holds_region("vault-us-east-12", "us-east-1"));
        assert!(!holds_region("vaulteastus", "eastus"));
    }

    #[test]
    fn tables() {
        for table in [&AWS[..], &AZURE, &GOOGLE] {
            assert!(table.is_sorted(), "{table:?}");
        }
        assert!(
            Cloud::Google.has("EU") && Cloud::Azure.has("West US 3") && Cloud::Aws.has("us-east-1")
        );
        assert!(!Cloud::Aws.has("us-east-9"));
        for (several, region, holds) in [
            ("nam4", "us-east1", true),
            ("US", "us-central1", true),
            ("EUR4", "europe-west4", true),
            ("asia1", "asia-northeast1", true),
            ("eu", "us-east1", false),
            ("us", "us-east-1", false),
            ("us-east1", "us-east1", false),
            ("global", "us-east1", false),
        ] {
            assert_eq!(may_hold(several, region), holds, "{several} {region}");
        }
    }
}
