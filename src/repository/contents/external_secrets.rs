//! Secrets that External Secrets makes, and the store that each is fetched from (apis/externalsecrets/v1).

use crate::repository::built::Built;
use crate::repository::yaml::Node;

/// A Secret that an ExternalSecret makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalSecret {
    /// The file.
    pub file: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// The Secret that it makes.
    pub secret: String,
    /// The store, by kind and name.
    pub store: String,
}

/// A store whose secrets a server holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretStore {
    /// The file.
    pub file: String,
    /// Kind and name.
    pub id: String,
    /// The namespace of a SecretStore; empty for all clusters' stores.
    pub namespace: String,
    /// The address of the server.
    pub server: String,
}

pub(super) fn find_external(built: &Built) -> Vec<ExternalSecret> {
    let all = built.of_kind("ExternalSecret");
    let all = all.filter_map(|object| {
        let said = |path: &[&str]| object.node.text_at(path);
        let kind = match said(&["spec", "secretStoreRef", "kind"]) {
            "" => "SecretStore",
            kind => kind,
        };
        let store = said(&["spec", "secretStoreRef", "name"]);
        let secret = match said(&["spec", "target", "name"]) {
            "" => object.name(),
            name => name,
        };
        let parts = [object.namespace(), secret, store];
        let open = parts.iter().any(|part| part.contains("${"));
        (!open && !store.is_empty()).then(|| ExternalSecret {
            file: object.file.clone(),
            namespace: object.namespace().to_owned(),
            secret: secret.to_owned(),
            store: format!("{kind}/{store}"),
        })
    });
    all.collect()
}

/// Where a provider has its address.
const SERVERS: [&[&str]; 5] = [
    &["vault", "server"],
    &["onepassword", "connectHost"],
    &["infisical", "hostAPI"],
    &["conjur", "url"],
    &["webhook", "url"],
];

pub(super) fn find_secret_stores(built: &Built) -> Vec<SecretStore> {
    let objects = built.objects.iter();
    let stores = objects.filter(|one| matches!(one.kind(), "SecretStore" | "ClusterSecretStore"));
    let all = stores.filter_map(|object| {
        let provider = object.node.at(&["spec", "provider"])?;
        let servers = SERVERS
            .iter()
            .filter_map(|path| provider.at(path).and_then(Node::text));
        let server = servers.into_iter().find(|text| !text.contains("${"))?;
        let namespaced = object.kind() == "SecretStore";
        Some(SecretStore {
            file: object.file.clone(),
            id: format!("{}/{}", object.kind(), object.name()),
            namespace: if namespaced { object.namespace() } else { "" }.to_owned(),
            server: server.to_owned(),
        })
    });
    all.collect()
}

/// Services that lead out of their cluster, or to addresses that somebody writes: by namespace and name.
pub(super) fn find_outside(built: &Built) -> Vec<(String, String)> {
    let services = built
        .of_kind("Service")
        .filter(|one| one.group().is_empty());
    let outside = services.filter(|one| {
        let spec = one.node.get("spec");
        let external = spec.is_some_and(|spec| spec.text_at(&["type"]) == "ExternalName");
        let selects = spec.and_then(|spec| spec.get("selector"));
        external || selects.is_none_or(|selector| selector.entries().is_empty())
    });
    outside
        .map(|one| (one.namespace().to_owned(), one.name().to_owned()))
        .collect()
}
