//! Registries that lie in one region, and are lost with it.

use crate::repository::built::Built;
use std::collections::BTreeSet;

/// The region, the host and a file of each registry that an object names.
pub(super) fn find_registries(built: &Built) -> Vec<(String, String, String)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for object in &built.objects {
        let mut scalars = Vec::new();
        object.node.scalars(&mut scalars);
        for text in scalars {
            if let Some((region, host)) = regional(text)
                && seen.insert((host.to_owned(), object.file.clone()))
            {
                found.push((region.to_owned(), host.to_owned(), object.file.clone()));
            }
        }
    }
    found
}

/// The region and the host of an address, where its registry is one of AWS (`….dkr.ecr.us-east-1.…`)
/// or of Google (`us-east1-docker.pkg.dev`).
fn regional(text: &str) -> Option<(&str, &str)> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let text = text
        .trim_start_matches("oci://")
        .trim_start_matches("https://");
    let host = text.split('/').next()?;
    if let Some((_, rest)) = host.split_once(".dkr.ecr.") {
        return rest
            .split_once(".amazonaws.")
            .map(|(region, _)| (region, host));
    }
    let region = host.strip_suffix("-docker.pkg.dev")?;
    // `us` and `europe` are several regions.
    region.contains('-').then_some((region, host))
}

#[cfg(test)]
mod tests {
    use super::regional;

    #[test]
    fn hosts() {
        let region = |text| regional(text).map(|(region, _)| region);
        for (text, wanted) in [
            ("1234.dkr.ecr.us-east-1.amazonaws.com/api:1", "us-east-1"),
            (
                "oci://1234.dkr.ecr.eu-west-1.amazonaws.com/charts",
                "eu-west-1",
            ),
            ("europe-west1-docker.pkg.dev/p/r/i", "europe-west1"),
        ] {
            assert_eq!(region(text), Some(wanted), "{text}");
        }
        for text in [
            "us-docker.pkg.dev/p/i",
            "ghcr.io/o/i",
            "see us-east1-docker.pkg.dev",
            "",
        ] {
            assert_eq!(region(text), None, "{text}");
        }
    }
}
