//! What a path in Git shows of what matters to a recovery.

mod acted;
mod archived;
mod asking;
mod awaited;
mod beside_pods;
mod challenged;
mod chart_kinds;
mod chart_passwords;
mod charted_containers;
mod charted_pods;
mod charts;
mod claims;
mod classes;
mod containers;
mod copiers;
mod encryption;
mod external_secrets;
mod families;
mod fetched;
mod held;
mod hidden;
mod kinds;
mod limited;
mod locations;
mod marks;
mod mounted;
mod named_claims;
mod namespaces;
mod needs;
mod operated;
mod ordered;
mod owned;
mod placed;
mod plain;
mod plugins;
mod pod_volumes;
mod pods;
mod referenced;
mod refused;
mod regional;
mod registries;
mod releases;
mod restricted;
mod rollouts;
mod scalers;
mod secrets;
mod served;
mod suspended;
mod variables;
mod velero;

pub use acted::{NamedBy, ObjectId};
pub use archived::{Archive, Archived, BaseBackup, ObjectStore};
pub use asking::Asking;
pub use awaited::Awaited;
pub use beside_pods::{Beside, BesidePods};
pub use challenged::Certificate;
pub use chart_passwords::ChartPassword;
pub use charted_pods::{ChartedPods, ChartedVolume};
pub use charts::Kept;
pub use claims::{Applied, Claim, ClaimSpec, EXCLUDE, VOLUMES_BUT, VOLUMES_ONLY, Volume};
pub use classes::StorageClass;
pub use containers::{Container, Filled, Mount, Variable};
pub use copiers::Copier;
pub use encryption::Encryption;
pub use external_secrets::{ExternalSecret, SecretStore};
pub use families::Family;
pub use fetched::{Fetched, Source};
pub use held::Held;
pub(super) use hidden::{in_table, is_unknown};
pub use kinds::{Brings, Early, InVersion, Kinds};
pub use limited::Limited;
pub use locations::Location;
pub use marks::{Mark, On};
pub use mounted::{Given, Holder, Mounted};
pub use named_claims::{ChartShare, NamedClaim};
pub use needs::{Declared, Need};
pub use operated::{Operated, Start};
pub use ordered::{Ordered, OrderedKind};
pub use owned::Owned;
pub use placed::{Placed, Placement, Toleration};
pub use plugins::PluginConfig;
pub use pod_volumes::{HeldFiles, PodVolume, VolumeSource};
pub use pods::{Pods, Written};
pub use refused::{Refusal, Refused};
pub use regional::{Bound, Regional};
pub use releases::Release;
pub use restricted::Restricted;
pub use rollouts::HeldBack;
pub use scalers::Scaler;
pub use secrets::Secrets;
pub use served::{Retired, Server};
pub use suspended::Suspended;
pub use velero::{AgentConfig, MayInstall, Started, Velero};
pub(super) use velero::{is_velero_chart, velero_of};

use super::built::{Broken, Built};
use super::cluster::Remote;
use super::files::Files;
use super::workloads::{self, Overlay};
use std::collections::{BTreeMap, BTreeSet};

/// What a path shows. What is not there is not shown, which does not mean that it is not there.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Its workloads.
    pub overlay: Option<Overlay>,
    /// Namespaces that its objects name; `None` where something may put them elsewhere.
    pub namespaces: Option<BTreeSet<String>>,
    /// HelmReleases.
    pub releases: Vec<Release>,
    /// Velero, where this path brings it.
    pub velero: Option<Velero>,
    /// Where it shows no Velero, what may install one.
    pub may_install_velero: Option<MayInstall>,
    /// Encrypted objects: files, and with what.
    pub encrypted: Vec<(String, Encryption)>,
    /// Claims that stand in Git themselves.
    pub claims: Vec<Claim>,
    /// Volumes that stand in Git themselves.
    pub volumes: Vec<Volume>,
    /// What makes pods.
    pub pods: Vec<Pods>,
    /// Its workloads, as a stage can wait for them.
    pub awaited: Vec<Awaited>,
    /// What it brings of what pods do not start without, by kind, namespace and name.
    pub beside_pods: BTreeMap<(&'static str, String, String), BesidePods>,
    /// Certificates of cert-manager.
    pub certificates: Vec<Certificate>,
    /// Issuers that prove a name by HTTP alone, by kind, namespace and name.
    pub http_issuers: Vec<(String, String, String)>,
    /// Resources whose operators keep data.
    pub operated: Vec<Operated>,
    /// Archives of resources that keep one.
    pub archived: Vec<Archived>,
    /// ObjectStores to which they are written.
    pub object_stores: Vec<ObjectStore>,
    /// What makes their base backups.
    pub base_backups: Vec<BaseBackup>,
    /// Objects with which other tools copy claims.
    pub copiers: Vec<Copier>,
    /// Secrets and ConfigMaps that pods need.
    pub mounted: Vec<Mounted>,
    /// Secrets and ConfigMaps that Flux reads for its objects.
    pub referenced: Vec<Mounted>,
    /// What brings Secrets and ConfigMaps.
    pub given: Given,
    /// Passwords that charts make, or take from a Secret.
    pub passwords: Vec<ChartPassword>,
    /// What Secrets and ConfigMaps hold.
    pub held: Vec<Held>,
    /// What known charts keep on claims.
    pub kept: Vec<Kept>,
    /// What the values of the chart `app-template` make.
    pub charted_pods: Vec<ChartedPods>,
    /// Claims that the values of releases name.
    pub named_claims: Vec<NamedClaim>,
    /// Shares that the values of releases mount.
    pub chart_shares: Vec<ChartShare>,
    /// What else asks for claims, by its own fields.
    pub asking: Vec<Asking>,
    /// What sets how many pods a workload has.
    pub scalers: Vec<Scaler>,
    /// Labels and annotations that name Velero.
    pub marks: Vec<Mark>,
    /// Storage classes that claims ask for, claim templates among them, each with a file.
    pub asked_classes: BTreeMap<String, String>,
    /// Storage classes that are declared, by manifests or by the values of charts.
    pub classes: BTreeSet<String>,
    /// The same, with what is known of them.
    pub storage: Vec<StorageClass>,
    /// Storage classes that the values of charts name.
    pub charted_classes: BTreeSet<String>,
    /// Drivers for which a snapshot class is declared.
    pub snapshot_drivers: Vec<String>,
    /// Registries that lie in one region: the region, the name, and a file.
    pub registries: Vec<(String, String, String)>,
    /// Variables without a default that Flux would fill in, each with a file.
    pub variables: BTreeMap<String, String>,
    /// What stands in Git and is not applied to a new cluster.
    pub suspended: Vec<Suspended>,
    /// What waits for others of its kind, or may be waited for.
    pub ordered: Vec<Ordered>,
    /// What of it Flux applies to another cluster.
    pub remote: Vec<Remote>,
    /// The kinds of custom resources that it brings.
    pub kinds: Kinds,
    /// Custom resources that are applied before their kinds are there.
    pub early: Vec<Early>,
    /// Whether it may bring objects that it does not show.
    pub hides_objects: bool,
    /// Whether all files that make it were read.
    pub whole: bool,
    /// Whether what was not read of them may be more than definitions of kinds.
    pub hides: bool,
    /// The files that were read for it.
    pub files: Vec<String>,
    /// Charts of which it is not known what they make.
    pub charts: BTreeSet<String>,
    /// Secrets that it brings.
    pub secrets: Secrets,
    /// Texts of objects that may make others.
    makers: BTreeSet<String>,
    /// Storage locations of Velero that the author wrote.
    pub locations: Vec<Location>,
    /// ConfigMaps of the author's that change what Velero's plugins do.
    pub plugin_configs: Vec<PluginConfig>,
    /// Sources of Flux that it brings.
    pub sources: BTreeSet<Source>,
    /// What of it fetches from a source.
    pub fetched: Vec<Fetched>,
    /// Its objects.
    pub objects: BTreeSet<ObjectId>,
    /// Those of the kinds that drplan writes too.
    pub owned: Vec<Owned>,
    /// ServiceAccounts that its objects of Flux act as.
    pub accounts: Vec<NamedBy>,
    /// Objects that its Kustomizations wait for by their health.
    pub watched: Vec<NamedBy>,
    /// Flux Kustomizations of it whose path cannot be applied.
    pub broken: Vec<Broken>,
    /// What it declares for others to ask for by name.
    pub declared: BTreeMap<Need, Declared>,
    /// What its objects ask for by name, each with a file.
    pub asked: BTreeMap<Need, String>,
    /// On which nodes its workloads run.
    pub placed: Vec<Placed>,
    /// A folder of the kubelet that something of it names and that is not the usual one, with a file.
    pub kubelet: Option<(&'static str, String)>,
    /// What refuses pods in a namespace, or keeps them from the network.
    pub refused: Vec<Refused>,
    /// What a container may ask for in a namespace.
    pub limited: Vec<Limited>,
    /// Namespaces that refuse pods with access to their node.
    pub restricted: Vec<Restricted>,
    /// Objects in versions of their kinds that are no longer served.
    pub retired: Vec<Retired>,
    /// Secrets that External Secrets makes.
    pub external_secrets: Vec<ExternalSecret>,
    /// The stores that it fetches from.
    pub secret_stores: Vec<SecretStore>,
    /// Services that lead out of the cluster: the namespace and the name of each.
    pub outside: Vec<(String, String)>,
    /// What names a region.
    pub regional: BTreeSet<Regional>,
}

/// Reads what a path shows.
pub(super) fn read(files: &Files<'_>, built: &Built) -> Contents {
    Contents {
        overlay: Some(workloads::read_overlay(files, built)),
        namespaces: namespaces::find_namespaces(built),
        releases: releases::find_releases(built),
        velero: velero::find_velero(files, built),
        may_install_velero: velero::may_install(built),
        encrypted: encryption::find_encrypted(built),
        claims: claims::find_claims(files, built),
        volumes: claims::find_volumes(built),
        pods: pods::find_pods(files, built),
        awaited: awaited::find_awaited(built),
        beside_pods: beside_pods::find_objects(built),
        certificates: challenged::find_certificates(built),
        http_issuers: challenged::find_http_issuers(built),
        operated: operated::find_operated(built),
        archived: archived::find_archived(built),
        object_stores: archived::find_stores(built),
        base_backups: archived::find_base_backups(built),
        copiers: copiers::find_copiers(built),
        mounted: mounted::find_mounted(built),
        referenced: referenced::find_referenced(built),
        given: mounted::given(built),
        passwords: chart_passwords::find_passwords(built),
        held: held::find_held(built),
        kept: charts::find_kept(built),
        charted_pods: charted_pods::find_charted_pods(built),
        named_claims: named_claims::find_named_claims(built),
        chart_shares: named_claims::find_chart_shares(built),
        asking: asking::find_asking(built),
        scalers: scalers::find_scalers(built),
        marks: marks::find_marks(files, built),
        asked_classes: claims::asked_classes(built),
        classes: built
            .objects
            .iter()
            .filter(|object| object.kind() == "StorageClass")
            .map(|object| object.name().to_owned())
            .chain(classes::find_chart_classes(built))
            .collect(),
        storage: classes::find_classes(built),
        charted_classes: classes::find_charted_classes(built),
        snapshot_drivers: classes::snapshot_drivers(built),
        registries: registries::find_registries(built),
        variables: variables::find_variables(built),
        suspended: suspended::find_suspended(built),
        ordered: ordered::find_ordered(built),
        remote: built.remote.clone(),
        kinds: kinds::find_kinds(built),
        early: kinds::find_early(built),
        hides_objects: hidden::hides_objects(built),
        whole: built.whole,
        hides: built.hides,
        files: built.files.clone(),
        charts: hidden::unknown_charts(built),
        secrets: secrets::find_secrets(built),
        makers: secrets::find_makers(built),
        locations: locations::find_locations(built),
        plugin_configs: plugins::find_plugins(built),
        sources: fetched::find_sources(built),
        fetched: fetched::find_fetched(built),
        objects: acted::find_objects(built),
        owned: owned::find_owned(built),
        accounts: acted::find_accounts(built),
        watched: acted::find_watched(built),
        broken: built.broken.clone(),
        declared: needs::find_declared(built),
        asked: needs::find_asked(built),
        placed: placed::find_placed(built),
        kubelet: placed::find_kubelet(built),
        refused: refused::find_refused(built),
        limited: limited::find_limited(built),
        restricted: restricted::find_restricted(built),
        retired: served::find_retired(files, built),
        external_secrets: external_secrets::find_external(built),
        secret_stores: external_secrets::find_secret_stores(built),
        outside: external_secrets::find_outside(built),
        regional: regional::find_regional(built),
    }
}
