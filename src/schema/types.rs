//! What an argument may hold, with the words and the example that a finding shows.

/// What a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A cluster block.
    Cluster,
    /// A store block.
    Store,
    /// A snapshots block.
    Snapshots,
    /// A tier block.
    Tier,
    /// A platform block.
    Platform,
    /// A namespace.
    Namespace,
    /// A hook block.
    Hook,
    /// A drill block.
    Drill,
}

impl Kind {
    /// The keyword that declares it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Cluster => "cluster",
            Kind::Store => "store",
            Kind::Snapshots => "snapshots",
            Kind::Tier => "tier",
            Kind::Platform => "platform",
            Kind::Namespace => "namespace",
            Kind::Hook => "hook",
            Kind::Drill => "drill",
        }
    }
}

/// The type of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    /// This very word.
    Literal(&'static str),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A new name: a DNS label.
    Name,
    /// A namespace, or `*` for every one that is not named.
    NamespaceName,
    /// A name that is declared elsewhere in the plan.
    Ref(Kind),
    /// A namespace or a platform.
    Need,
    /// One line of text, bare or quoted: an address, a region, a reason. It goes into manifests,
    /// reports and logs, so it holds no character that hides or ends a line.
    Text,
    /// Text of any form, which another program reads unchanged: SQL, a parameter of a hook.
    Free,
    /// The same, and it may be empty: an argument of a command.
    Argument,
    /// A length of time, more than nothing.
    Duration,
    /// A number of bytes.
    Size,
    /// Bytes a second.
    Rate,
    /// A share.
    Share,
    /// A share that is renewed each day.
    ShareOfDay,
    /// A whole number of at least one.
    Count,
    /// A whole number.
    Number,
    /// A version, or all patches of a minor.
    Version,
    /// A cron line in UTC.
    Cron,
    /// A day.
    Date,
    /// A window of the day in UTC.
    Window,
    /// A path below the repository root.
    Path,
    /// A path relative to this file or the plan, which may climb.
    FreePath,
    /// `KEY=VALUE`.
    KeyValue,
    /// `KEY=VALUE` as a label is.
    Label,
    /// `KIND/NAME` of a workload.
    Workload,
    /// `[NAMESPACE/]NAME` of a HelmRelease.
    Release,
    /// `[KIND/[NAMESPACE/]]NAME` of a source of Flux.
    Source,
    /// `secret/NAME` or `configmap/NAME`.
    ObjectRef,
    /// `secret/NAME/KEY`.
    SecretKey,
    /// `secret/NAME/KEY`, or a file below the repository root.
    Certificate,
    /// A finding by name.
    Finding,
    /// `NAMESPACE[/KIND/NAME].VALUE`.
    Selector,
    /// `day`, `week`, `month`, `quarter` or a cron line.
    Rhythm,
}

impl Ty {
    /// What is expected, as in "expected …".
    pub fn expected(self) -> String {
        match self {
            Ty::Literal(word) => format!("the word `{word}`"),
            Ty::Choice(words) => format!("one of `{}`", words.join("`, `")),
            Ty::Name => "a name: lower-case letters, digits and `-`".to_owned(),
            Ty::NamespaceName => "a namespace, or `*` for every one that is not named".to_owned(),
            Ty::Ref(kind) => format!("the name of a {}", kind.word()),
            Ty::Need => "the name of a namespace or a platform".to_owned(),
            Ty::Text | Ty::Free | Ty::Argument => "a text".to_owned(),
            Ty::Duration => "a duration".to_owned(),
            Ty::Size => "a size in bytes".to_owned(),
            Ty::Rate => "a rate in bytes per second".to_owned(),
            Ty::Share => "a share".to_owned(),
            Ty::ShareOfDay => "a share per day".to_owned(),
            Ty::Count => "a whole number of at least 1".to_owned(),
            Ty::Number => "a whole number".to_owned(),
            Ty::Version => "a version".to_owned(),
            Ty::Cron => "a cron line of five fields, in UTC".to_owned(),
            Ty::Date => "a date".to_owned(),
            Ty::Window => "a window of the day, in UTC".to_owned(),
            Ty::Path => "a path below the repository root".to_owned(),
            Ty::FreePath => "a path".to_owned(),
            Ty::KeyValue => "of the form KEY=VALUE".to_owned(),
            Ty::Label => "a label of the form KEY=VALUE".to_owned(),
            Ty::Workload => "a workload of the form KIND/NAME".to_owned(),
            Ty::Release => "a HelmRelease of the form NAME or NAMESPACE/NAME".to_owned(),
            Ty::Source => {
                "a source of Flux of the form NAME, KIND/NAME or KIND/NAMESPACE/NAME".to_owned()
            }
            Ty::ObjectRef => "of the form configmap/NAME or secret/NAME".to_owned(),
            Ty::SecretKey => "of the form secret/NAME/KEY".to_owned(),
            Ty::Certificate => {
                "a file below the repository root, or of the form secret/NAME/KEY".to_owned()
            }
            Ty::Finding => "the name of a finding".to_owned(),
            Ty::Selector => "of the form NAMESPACE.VALUE or NAMESPACE/KIND/NAME.VALUE".to_owned(),
            Ty::Rhythm => {
                "one of `day`, `week`, `month`, `quarter`, or a cron line in quotes".to_owned()
            }
        }
    }

    /// A value that would be right.
    pub fn example(self) -> &'static str {
        match self {
            Ty::Literal(word) => word,
            Ty::Choice(words) => words.first().copied().unwrap_or(""),
            Ty::Name | Ty::Ref(_) | Ty::NamespaceName | Ty::Need => "payments",
            Ty::Text | Ty::Free | Ty::Argument => "\"some text\"",
            Ty::Duration => "15m",
            Ty::Size => "500Gi",
            Ty::Rate => "120MiB/s",
            Ty::Share => "80%",
            Ty::ShareOfDay => "5%/d",
            Ty::Count | Ty::Number => "3",
            Ty::Version => "1.18",
            Ty::Cron => "\"0 2 * * *\"",
            Ty::Date => "2026-12-31",
            Ty::Window => "09:00-11:00",
            Ty::Path => "apps/payments",
            Ty::FreePath => "../org/tiers.drplan",
            Ty::KeyValue | Ty::Label => "release=prometheus",
            Ty::Workload => "statefulset/postgres",
            Ty::Release => "payments/postgres",
            Ty::Source => "ocirepository/flux-system",
            Ty::ObjectRef => "configmap/cluster-settings",
            Ty::SecretKey => "secret/cloud-credentials/cloud",
            Ty::Certificate => "certs/ca.pem",
            Ty::Finding => "region-not-covered",
            Ty::Selector => "payments.rpo",
            Ty::Rhythm => "month",
        }
    }
}
