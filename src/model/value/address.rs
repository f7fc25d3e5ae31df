//! Addresses: whose name only a cluster itself resolves.

/// Ends of names that are not namespaces, beside those of two letters: what networks of one's own use,
/// and what names of the internet end with most often.
const ENDS: [&str; 34] = [
    "app",
    "arpa",
    "biz",
    "cloud",
    "com",
    "corp",
    "dev",
    "domain",
    "edu",
    "example",
    "gov",
    "home",
    "host",
    "info",
    "intern",
    "internal",
    "intra",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "mil",
    "net",
    "network",
    "online",
    "org",
    "priv",
    "private",
    "site",
    "systems",
    "tech",
    "test",
    "xyz",
];

/// The ends of two letters that the internet has; another word of two letters is a namespace.
const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz \
    ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr \
    ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp \
    ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu \
    mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw \
    sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz \
    ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/// Where Services, pods and the host itself have their addresses, as kubeadm, k3s, RKE, MicroK8s,
/// OpenShift, flannel, EKS and GKE choose them.
const RANGES: [([u8; 4], u32); 10] = [
    ([10, 42, 0, 0], 16),
    ([10, 43, 0, 0], 16),
    ([10, 96, 0, 0], 12),
    ([10, 152, 183, 0], 24),
    ([10, 244, 0, 0], 16),
    ([34, 118, 224, 0], 20),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 20, 0, 0], 16),
    ([172, 30, 0, 0], 16),
];

/// The host of an address, in lower case: without its scheme, user, port and path.
pub fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let host = match rest.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or(six),
        None => rest.split(':').next().unwrap_or(rest),
    };
    host.trim().trim_end_matches('.').to_lowercase()
}

/// Whether an address is a Service of a cluster, or another name or number that only the cluster itself
/// resolves: it is lost together with the cluster.
pub fn is_in_cluster(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    let bucket = scheme.is_some_and(|scheme| !matches!(scheme, "http" | "https" | "tcp" | "ssh"));
    let host = host(address);
    if bucket || host.is_empty() || host.contains(['$', '{', '<']) {
        // The host of `s3://archive/wal` is the name of a bucket.
        return ends_with_svc(&host);
    }
    let number = match host.contains(':') {
        // A number of the old kind in the new form.
        true => match host.strip_prefix("::ffff:").and_then(mapped) {
            Some(number) => Some(number),
            None => return is_of_the_host(address),
        },
        false => four_parts(&host),
    };
    if let Some(number) = number {
        return RANGES.iter().any(|range| is_within(number, *range)) || number == [0; 4];
    }
    let labels: Vec<&str> = host.split('.').collect();
    match labels.as_slice() {
        [_] => true,
        [_, end] if end.len() == 2 => !COUNTRIES.split_whitespace().any(|one| one == *end),
        [_, namespace] => namespace.len() > 2 && !ENDS.contains(namespace),
        // The name of a pod, which is its number.
        [pod, _, "pod"] => four_parts(&pod.replace('-', ".")).is_some(),
        _ => host.ends_with(".cluster.local") || ends_with_svc(&host),
    }
}

/// The name and the namespace of the Service that an address names in full, as `NAME.NAMESPACE.svc`.
pub fn service(address: &str) -> Option<(String, String)> {
    let host = host(address);
    let mut labels = host.split('.');
    let (name, namespace, svc) = (labels.next()?, labels.next()?, labels.next()?);
    (svc == "svc" && is_in_cluster(address)).then(|| (name.to_owned(), namespace.to_owned()))
}

/// Whether an address means whatever host asks for it, and so no other place: the host itself, its network card, or any.
pub fn is_of_the_host(address: &str) -> bool {
    let host = host(address);
    if let Some(number) = four_parts(&host) {
        return is_host_number(number);
    }
    let six = host.split('%').next().unwrap_or_default();
    let Ok(six) = six.parse::<std::net::Ipv6Addr>() else {
        return host == "localhost"
            || host.ends_with(".localhost")
            || host == "localhost.localdomain";
    };
    let mapped = six.to_ipv4_mapped().map(|four| four.octets());
    six.is_loopback()
        || six.is_unspecified()
        || six.is_unicast_link_local()
        || mapped.is_some_and(is_host_number)
}

fn is_host_number(number: [u8; 4]) -> bool {
    let ranges = [([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16)];
    number == [0; 4] || ranges.iter().any(|range| is_within(number, *range))
}

/// `NAME.NAMESPACE.svc`, with or without the domain of the cluster.
fn ends_with_svc(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let at = labels.iter().skip(2).position(|label| *label == "svc");
    let rest = at.and_then(|at| labels.get(at + 3..));
    rest.is_some_and(|rest| match rest {
        [] | [_] => true,
        [.., last] => *last != "com" && last.len() > 2 && ENDS.contains(last),
    })
}

/// The four parts of a number behind `::ffff:`, in dots or in two groups.
fn mapped(rest: &str) -> Option<[u8; 4]> {
    let Some((high, low)) = rest.split_once(':') else {
        return four_parts(rest);
    };
    let group = |text: &str| u16::from_str_radix(text, 16).ok().map(u16::to_be_bytes);
    let ([a, b], [c, d]) = (group(high)?, group(low)?);
    Some([a, b, c, d])
}

fn four_parts(host: &str) -> Option<[u8; 4]> {
    let mut parts = host.split('.').map(|part| part.parse::<u8>().ok());
    let number = [
        parts.next()??,
        parts.next()??,
        parts.next()??,
        parts.next()??,
    ];
    parts.next().is_none().then_some(number)
}

fn is_within(number: [u8; 4], (range, bits): ([u8; 4], u32)) -> bool {
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    u32::from_be_bytes(number) & mask == u32::from_be_bytes(range) & mask
}

#[cfg(test)]
mod tests {
    use super::{ENDS, host, is_in_cluster, is_of_the_host};

    #[test]
    fn the_host_itself() {
        for address in [
            "localhost:5432",
            "postgres://user@127.0.0.1:5432/db",
            "127.8.0.1",
            "[::1]:5432",
            "http://[fe80::1%25eth0]:9000",
            "[::ffff:127.0.0.1]",
            "169.254.10.1",
            "0.0.0.0",
        ] {
            assert!(is_of_the_host(address), "{address}");
        }
        for address in [
            "10.0.0.1",
            "pg.example.net",
            "[2001:db8::1]",
            "pg.db.svc",
            "128.0.0.1",
        ] {
            assert!(!is_of_the_host(address), "{address}");
        }
    }

    #[test]
    fn names_of_a_cluster() {
        for address in [
            "http://minio.backup.svc:9000/wal",
            "db.data.svc.cluster.local",
            "http://minio.minio.svc.cluster.local:9000",
            "http://minio.minio.svc.cluster.local.:9000",
            "http://MINIO.minio.SVC.k8s.lan",
            "http://minio.storage:9000",
            "http://minio:9000",
            "http://localhost:9000",
            "http://user@minio:9000",
            "http://10.96.3.4:9000",
            "http://10.111.3.4",
            "http://10.43.0.9",
            "http://[::1]:9000",
            "http://127.0.0.1",
            "pg.db:5432",
            "http://[::ffff:10.43.0.5]:9000",
            "http://[::ffff:a2b:5]:9000",
            "http://10-1-2-3.minio.pod:9000",
            "http://10-1-2-3.minio.pod.cluster.local:9000",
        ] {
            assert!(is_in_cluster(address), "{address}");
        }
    }

    #[test]
    fn names_outside() {
        for address in [
            "s3://archive.svc-wal/orders",
            "s3://archive/orders",
            "standby.internal:5432",
            "http://nas.lan:9000",
            "https://storage.svc.example.com",
            "https://minio.io",
            "https://s3.us-east-1.amazonaws.com",
            "http://10.0.3.4:9000",
            "http://10.112.0.1",
            "http://192.168.1.5",
            "https://[fd00::5]:9000",
            "https://[::ffff:192.168.1.5]:9000",
            "http://minio.ch:9000",
            "http://a.tools.pod:9000",
            "",
        ] {
            assert!(!is_in_cluster(address), "{address}");
        }
        assert!(ENDS.iter().all(|end| end.len() > 2));
        assert_eq!(host("https://u:p@Nas.LAN:9000/a?b"), "nas.lan");
    }
}
