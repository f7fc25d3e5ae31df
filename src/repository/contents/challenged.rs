//! Certificates of cert-manager, and issuers that prove a name by HTTP.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// A Certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The file.
    pub file: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The kind and the name of its issuer.
    pub issuer: (String, String),
}

pub(super) fn find_certificates(built: &Built) -> Vec<Certificate> {
    let all = built.of_kind("Certificate");
    let own = all.filter(|object| object.group() == "cert-manager.io");
    let certificate = |object: &Object| {
        let issuer = |key: &str| object.node.text_at(&["spec", "issuerRef", key]).to_owned();
        let kind = match issuer("kind").as_str() {
            "" => "Issuer".to_owned(),
            kind => kind.to_owned(),
        };
        Certificate {
            file: object.file.clone(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            issuer: (kind, issuer("name")),
        }
    };
    own.map(certificate).collect()
}

/// Issuers of ACME that know no other proof than an answer by HTTP at the name itself: kind, namespace and name.
pub(super) fn find_http_issuers(built: &Built) -> Vec<(String, String, String)> {
    let kinds = ["ClusterIssuer", "Issuer"];
    let all = built.objects.iter();
    let own = all.filter(|object| {
        object.group() == "cert-manager.io" && kinds.contains(&object.kind()) && is_by_http(object)
    });
    own.map(|object| {
        let text = [object.kind(), object.namespace(), object.name()];
        let [kind, namespace, name] = text.map(str::to_owned);
        (kind, namespace, name)
    })
    .collect()
}

fn is_by_http(object: &Object) -> bool {
    let solvers = object.node.at(&["spec", "acme", "solvers"]);
    let solvers = solvers.map(Node::items).unwrap_or_default();
    !solvers.is_empty() && solvers.iter().all(|one| one.get("http01").is_some())
}
