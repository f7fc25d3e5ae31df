//! Where keys of key services lie.

use super::region::{is_multi_region, regions_in};
/// Where a key of a key service lies, as far as its address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace<'k> {
    /// In this region.
    Region(&'k str),
    /// In several regions: it outlives the loss of one.
    Several,
    /// Where what it opens lies: an id or an alias without a region.
    Beside,
    /// The address does not say: a vault of Azure, or a server of one's own.
    Unknown,
}

/// Where a key lies.
pub fn key_place(key: &str) -> KeyPlace<'_> {
    let parts: Vec<&str> = key.split(':').collect();
    if let [arn, _, kms, region, ..] = parts.as_slice()
        && arn.eq_ignore_ascii_case("arn")
        && kms.eq_ignore_ascii_case("kms")
    {
        return KeyPlace::Region(region);
    }
    if let Some((_, rest)) = key.split_once("locations/") {
        let location = rest.split('/').next().unwrap_or(rest);
        return if is_multi_region(location) {
            KeyPlace::Several
        } else {
            KeyPlace::Region(location)
        };
    }
    if key.contains("://") || key.contains(".vault.") || key.contains(".managedhsm.") {
        // An Azure vault lies in one region, which only its name may tell.
        return match regions_in(key).next() {
            Some(region) => KeyPlace::Region(region),
            None => KeyPlace::Unknown,
        };
    }
    KeyPlace::Beside
}

#[cfg(test)]
mod tests {
    use super::{KeyPlace, key_place};

    #[test]
    fn keys() {
        for (key, place) in [
            (
                "arn:aws:kms:us-east-1:1:key/k",
                KeyPlace::Region("us-east-1"),
            ),
            (
                "arn:aws-cn:kms:cn-north-1:1:key/k",
                KeyPlace::Region("cn-north-1"),
            ),
            (
                "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k",
                KeyPlace::Region("europe-west1"),
            ),
            (
                "projects/p/locations/global/keyRings/r/cryptoKeys/k",
                KeyPlace::Several,
            ),
            (
                "projects/p/locations/us/keyRings/r/cryptoKeys/k",
                KeyPlace::Several,
            ),
            ("alias/velero", KeyPlace::Beside),
            ("1234abcd-12ab-34cd-56ef-1234567890ab", KeyPlace::Beside),
            ("https://vault.vault.azure.net/keys/k/1", KeyPlace::Unknown),
        ] {
            assert_eq!(key_place(key), place, "{key}");
        }
    }
}
