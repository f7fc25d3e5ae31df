//! Object stores of clouds, which keep a bucket in several zones of its region; a server of one's own is in one place.

use super::address::host;

/// Ends of the hosts of object stores that a cloud runs for a whole region.
const REGIONAL: [&str; 32] = [
    "aliyuncs.com",
    "amazonaws.com",
    "amazonaws.com.cn",
    "appdomain.cloud",
    "backblazeb2.com",
    "blob.core.chinacloudapi.cn",
    "blob.core.usgovcloudapi.net",
    "blob.core.windows.net",
    "blob.storage.azure.net",
    "cloud.ovh.net",
    "cloud.ovh.us",
    "cloudflarestorage.com",
    "customer-oci.com",
    "digitaloceanspaces.com",
    "exo.io",
    "gateway.storjshare.io",
    "googleapis.com",
    "idrivee2.com",
    "ionoscloud.com",
    "leviia.com",
    "linodeobjects.com",
    "myhuaweicloud.com",
    "myqcloud.com",
    "oraclecloud.com",
    "otc.t-systems.com",
    "scw.cloud",
    "tigris.dev",
    "upcloudobjects.com",
    "vultrobjects.com",
    "wasabisys.com",
    "yandexcloud.net",
    "your-objectstorage.com",
];

/// Endpoints of AWS for what is in one zone: directory buckets (`s3express-use1-az4.us-east-1.amazonaws.com`) and racks
/// in a building of one's own (`s3-outposts.us-east-1.amazonaws.com`).
const ZONAL: [&str; 2] = ["s3express-", "s3-outposts"];

/// Whether an address is that of an object store that a cloud runs for a whole region.
pub fn is_regional(url: &str) -> bool {
    let host = host(url);
    let is_below = |end: &str| {
        let rest = host.strip_suffix(end);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let zonal = |label: &str| ZONAL.iter().any(|start| label.starts_with(start));
    REGIONAL.into_iter().any(is_below) && !host.split('.').any(zonal)
}

/// Whether a name is that of a directory bucket of AWS (S3 Express One Zone), which is in one zone: no other bucket can
/// have this end (Amazon S3, "General purpose bucket naming rules").
pub fn is_directory_bucket(name: &str) -> bool {
    name.ends_with("--x-s3")
}

#[cfg(test)]
mod tests {
    use super::{REGIONAL, is_regional};

    #[test]
    fn hosts() {
        assert!(REGIONAL.is_sorted(), "{REGIONAL:?}");
        for url in [
            "https://s3.us-east-1.amazonaws.com",
            "https://nyc3.digitaloceanspaces.com",
            "https://acc.z01.blob.storage.azure.net/",
            "https://ACC.r2.cloudflarestorage.com:443/x",
            "https://storage.googleapis.com",
            "https://s3.fr-par.scw.cloud",
        ] {
            assert!(is_regional(url), "{url}");
        }
        for url in [
            "https://10.0.3.7:9000",
            "https://minio.example.com",
            "https://notamazonaws.com",
            "https://amazonaws.com.example.com",
            "https://s3express-use1-az4.us-east-1.amazonaws.com",
            "https://b.s3-outposts.us-east-1.amazonaws.com",
        ] {
            assert!(!is_regional(url), "{url}");
        }
    }
}
