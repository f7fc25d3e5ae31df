//! Storage locations of a primary.

use crate::analyze::Ready;
use crate::analyze::recovery::{Phase, RecoverySide};
use crate::emit::bundle::Bundle;
use crate::emit::crd::meta::{Meta, Object};
use crate::emit::crd::velero::{LocationSpec, ObjectStorage, SecretKey};
use crate::emit::names;
use crate::model::{Bucket, Ca, Provider, Store};
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let cluster = &side.cluster;
    // A location that is only read can neither expire nor overwrite a backup.
    let access_mode = match side.phase {
        Phase::Active => "ReadWrite",
        Phase::Standby | Phase::Recover | Phase::Fenced => "ReadOnly",
    };
    for store in &side.stores {
        let bucket = side.bucket(store);
        let name = names::location(model, store);
        // Flux would delete the location with its Backups when a file is moved.
        let mut annotations = BTreeMap::from([(
            "kustomize.toolkit.fluxcd.io/prune".to_owned(),
            "disabled".to_owned(),
        )]);
        if let Some(replica) = store
            .replica
            .as_ref()
            .filter(|_| side.uses_main_bucket(store))
        {
            annotations.insert(
                "drplan.dev/replica".to_owned(),
                replica.bucket.name.value.to_string(),
            );
            if let Some(region) = &replica.bucket.region {
                annotations.insert(
                    "drplan.dev/replica-region".to_owned(),
                    region.value.to_string(),
                );
            }
        }
        let object = Object {
            api_version: "velero.io/v1",
            kind: "BackupStorageLocation",
            metadata: Meta {
                name: name.clone(),
                namespace: Some(model.plan.velero_namespace().to_owned()),
                labels: names::labels(model),
                annotations,
            },
            spec: spec(ready, store, bucket, access_mode),
        };
        let stage = if side.manages_apps {
            "storage"
        } else {
            "backup"
        };
        let file = format!("store-{}", store.name.value);
        let path = names::stage_file(model, cluster, stage, &file);
        let about = format!(
            "store {} of plan {}",
            store.name.value, model.plan.name.value
        );
        bundle.add(
            path,
            &about,
            format!("BackupStorageLocation/{name}"),
            store.span,
            &object,
        );
    }
}

/// Keys of `config` are those of Velero's plugins for AWS, GCP and Azure; every value is text.
fn spec(
    ready: Ready<'_>,
    store: &Store,
    bucket: &Bucket,
    access_mode: &'static str,
) -> LocationSpec {
    let mut config = BTreeMap::new();
    let mut put = |key: &'static str, value: Option<String>| {
        if let Some(value) = value {
            config.insert(key, value);
        }
    };
    let text = |value: &Option<crate::source::Spanned<Box<str>>>| {
        value.as_ref().map(|v| v.value.to_string())
    };
    let provider = match store.provider {
        Provider::S3 => {
            put("region", bucket.signing_region().map(str::to_owned));
            put("kmsKeyId", text(&bucket.kms));
            put(
                "serverSideEncryption",
                bucket.kms.as_ref().map(|_| "aws:kms".to_owned()),
            );
            put("s3Url", text(&bucket.url));
            put(
                "s3ForcePathStyle",
                bucket.url.as_ref().map(|_| "true".to_owned()),
            );
            // A server that is compatible with S3 often supports no checksums.
            put(
                "checksumAlgorithm",
                bucket.url.as_ref().map(|_| String::new()),
            );
            "aws"
        }
        Provider::Gcs => {
            put("kmsKeyName", text(&bucket.kms));
            "gcp"
        }
        Provider::Azure => {
            put("storageAccount", bucket.storage_account());
            put("storageAccountURI", text(&bucket.url));
            put("useAAD", Some("true".to_owned()));
            "azure"
        }
    };
    let (ca_cert, ca_cert_ref) = match bucket.ca.as_ref().map(|ca| &ca.value) {
        Some(Ca::File(path)) => (
            ready.analysis().observed().certificates(path.as_str()),
            None,
        ),
        Some(Ca::Secret { name, key }) => {
            let (name, key) = (name.to_string(), key.to_string());
            (None, Some(SecretKey { name, key }))
        }
        None => (None, None),
    };
    LocationSpec {
        provider,
        access_mode,
        object_storage: ObjectStorage {
            bucket: bucket.name.value.to_string(),
            prefix: bucket
                .prefix
                .as_ref()
                .map(|prefix| prefix.value.trim_matches('/').to_owned()),
            ca_cert,
            ca_cert_ref,
        },
        config,
        credential: store.credential.as_ref().map(|secret| SecretKey {
            name: secret.0.to_string(),
            key: secret.1.to_string(),
        }),
        backup_sync_period: "1m0s",
        validation_frequency: "1m0s",
    }
}
