//! archive-differs: the archive that the plan declares is not the one that a resource in Git writes or starts from, or it
//! is on a server of the lost cluster.

mod kept;
mod seldom;

use crate::analyze::effective::Member;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::value::address::service;
use crate::model::{ClusterId, Operator, Recover};
use crate::repository::contents::{Archive, Archived, Contents, ObjectStore};
use kept::Kept;
use seldom::never_fires;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ARCHIVE_DIFFERS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let path = apps.path.value.as_str();
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        for (found, operator) in archived(member, contents) {
            let key = (found.file.clone(), found.name.clone());
            let Some(declared) = operator.archive.as_ref().filter(|_| once.first(key)) else {
                continue;
            };
            let of = Of {
                cx,
                member,
                found,
                operator,
            };
            let wanted = &*declared.value;
            let mut faults = of.written(contents, wanted);
            for side in cx.analysis.sides() {
                if side.primary.id != member.id.cluster {
                    continue;
                }
                let overlay = side.overlay(apps).value.as_str();
                let there = cx.inventory.contents(side.cluster.id, overlay);
                let mut all = there.iter().flat_map(|contents| &contents.archived);
                if let Some(new) = all.find(|one| one.name == found.name) {
                    faults.extend(of.read(side.cluster.id, new, wanted));
                }
            }
            // Several clusters may start from one overlay.
            let mut known = BTreeSet::new();
            faults.retain(|fault| known.insert(fault.clone()));
            let kept = of.kept();
            if !faults.is_empty() || !kept.is_empty() {
                out.push(of.diag(wanted, faults, kept));
            }
            out.extend_one(
                of.in_cluster(member.id.cluster)
                    .map(|server| of.lost(wanted, &server)),
            );
        }
    }
}

/// The Clusters of a namespace for which the plan declares an archive.
fn archived<'a>(member: &'a Member, contents: &'a Contents) -> Vec<(&'a Archived, &'a Operator)> {
    let is_in =
        |one: &&Archived| one.namespace.is_empty() || one.namespace == member.name.value.as_str();
    let mut found = Vec::new();
    for (workload, recover) in member.recovers() {
        let Recover::Operator(operator) = recover else {
            continue;
        };
        if &*operator.name.value != "cnpg" {
            continue;
        }
        let named = workload.map(|workload| &workload.name.value);
        let named = named.filter(|name| name.kind.operator().is_some());
        let all = contents.archived.iter().filter(is_in);
        let own = all.filter(|one| named.is_none_or(|name| *name.name == *one.name));
        found.extend(own.map(|one| (one, &**operator)));
    }
    found
}

struct Of<'a> {
    cx: &'a LintCx<'a>,
    member: &'a Member,
    found: &'a Archived,
    operator: &'a Operator,
}

impl Of<'_> {
    /// What is wrong with what the primary writes.
    fn written(&self, contents: &Contents, wanted: &str) -> Vec<String> {
        let file = &self.found.file;
        let cluster = self.member.id.cluster;
        let mut faults = Vec::new();
        match self.resolve(cluster, &self.found.writes) {
            Ok(Archive::None) => faults.push(format!("`{file}` writes no archive")),
            Ok(Archive::At(path, server)) if !may_be_copied(wanted, &path, &server) => {
                faults.push(format!("`{file}` writes to `{path}/{server}`"));
            }
            Ok(_) => {}
            Err(store) => faults.push(format!(
                "`{file}` writes to the ObjectStore `{store}`, which is not in Git"
            )),
        }
        let mut scheduled = self.base_backups().into_iter();
        let first = scheduled.next();
        match first {
            None if contents.whole && self.found.writes != Archive::None => faults.push(format!(
                "no ScheduledBackup of Git makes base backups of `{}`",
                self.found.name
            )),
            Some(one) => {
                let on = one.suspended.is_none() || scheduled.any(|one| one.suspended.is_none());
                if let Some(file) = one.suspended.as_ref().filter(|_| !on) {
                    faults.push(format!("the ScheduledBackup of `{file}` is suspended"));
                } else if never_fires(&one.schedule)
                    && scheduled.all(|one| never_fires(&one.schedule))
                {
                    faults.push(format!(
                        "the ScheduledBackup of `{}` never fires: no day is `{}`",
                        one.file, one.schedule
                    ));
                }
            }
            None => {}
        }
        faults
    }

    /// What is wrong with what a recovery starts from.
    fn read(&self, cluster: ClusterId, new: &Archived, wanted: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let file = &new.file;
        if !new.target.is_empty() {
            faults.push(format!(
                "`{file}` stops at `{}`, whatever was archived later",
                new.target
            ));
        }
        if !new.pinned.is_empty() {
            faults.push(format!(
                "`{file}` starts from `{}`, and not from the newest of the archive",
                new.pinned
            ));
        }
        let writes = self.resolve(self.member.id.cluster, &self.found.writes);
        match self.resolve(cluster, &new.reads) {
            Ok(Archive::At(path, server)) if !is_same(wanted, &path, &server) => {
                faults.push(format!("`{file}` starts from `{path}/{server}`"));
            }
            Ok(Archive::At(path, server)) => {
                if let Ok(Archive::At(_, own)) = writes
                    && own != server
                {
                    faults.push(format!(
                        "`{file}` starts from `{path}/{server}`, and the primary writes as `{own}`"
                    ));
                }
            }
            Ok(_) => {}
            Err(store) => faults.push(format!(
                "`{file}` starts from the ObjectStore `{store}`, which is not in Git"
            )),
        }
        faults
    }

    /// The server that the primary writes to, where it is a Service of the cluster that does not lead out of it.
    fn in_cluster(&self, cluster: ClusterId) -> Option<String> {
        let server = match &self.found.writes {
            Archive::Store(name, _) => &self.stores(cluster, name).next()?.endpoint,
            Archive::None | Archive::At(..) | Archive::Open => &self.found.endpoint,
        };
        let (name, namespace) = service(server)?;
        let is = |(of, one): &(String, String)| *of == namespace && *one == name;
        let mut all = self.cx.inventory.contents_on(cluster);
        (!all.any(|contents| contents.outside.iter().any(is))).then(|| server.clone())
    }

    /// The ObjectStores of a name that are in the namespace, or may be.
    fn stores(&self, cluster: ClusterId, name: &str) -> impl Iterator<Item = &ObjectStore> {
        let all = self.cx.inventory.contents_on(cluster);
        let stores = all.flat_map(|one| &one.object_stores);
        stores.filter(move |one| self.may_hold(&one.namespace) && one.name == *name)
    }

    /// Whether something is in the namespace of the resource; where no file states one, it may be.
    fn may_hold(&self, namespace: &str) -> bool {
        namespace.is_empty() || namespace == self.member.name.value.as_str()
    }

    /// The address of an archive, also that of an ObjectStore; the name of one that is not shown.
    fn resolve(&self, cluster: ClusterId, archive: &Archive) -> Result<Archive, String> {
        let Archive::Store(name, server) = archive else {
            return Ok(archive.clone());
        };
        match self.stores(cluster, name).next() {
            Some(store) if store.address.is_empty() || store.address.contains("${") => {
                Ok(Archive::Open)
            }
            Some(store) => {
                let path = store.address.trim_end_matches('/').to_owned();
                Ok(Archive::At(path, server.clone()))
            }
            None => match self.cx.inventory.contents_on(cluster).all(|one| one.whole) {
                true => Err(name.clone()),
                false => Ok(Archive::Open),
            },
        }
    }

    fn diag(&self, wanted: &str, faults: Vec<String>, kept: Vec<Kept>) -> Diag {
        let slow = faults.is_empty() && kept.iter().all(|one| one.is_slow);
        let mut diag = LINT
            .diag(
                self.operator.span,
                format!("`Cluster/{}` does not keep the archive `{wanted}` in Git as the plan declares it", self.found.name),
            )
            .label(match slow {
                true => "a recovery from it takes longer than is computed",
                false => "a recovery reads what is archived there: without it the data is old, or there is none",
            })
            .about([subjects::of_block(self.member.block.id)]);
        let differs = !faults.is_empty();
        for fault in faults {
            diag = diag.because(fault);
        }
        for one in &kept {
            diag = diag.because(&*one.fault);
        }
        let mut helps = kept.into_iter().map(|one| one.help);
        if !differs && let Some(help) = helps.next() {
            return helps.fold(diag.help(help), Diag::alternative);
        }
        let diag = diag.help("write the archive of the resource as `archive`, and let a ScheduledBackup and `bootstrap.recovery` use it");
        helps.fold(diag, Diag::alternative)
    }
}

impl Of<'_> {
    fn lost(&self, wanted: &str, server: &str) -> Diag {
        LINT.diag(
            self.operator.span,
            format!(
                "the archive `{wanted}` of `Cluster/{}` is on `{server}`, a Service of the cluster",
                self.found.name
            ),
        )
        .label("it is lost together with the cluster: a recovery has nothing to read")
        .about([subjects::of_block(self.member.block.id)])
        .because(format!("`{}` writes there", self.found.file))
        .help("write to a server outside of the cluster, and name it in `endpointURL`")
    }
}

/// Whether an address is the declared one, with or without the folder of its server.
fn is_same(wanted: &str, path: &str, server: &str) -> bool {
    let wanted = wanted.trim_end_matches('/');
    let whole = format!("{path}/{server}");
    wanted == path || wanted == whole || path.starts_with(&format!("{wanted}/"))
}

/// Whether what is written somewhere may be read at the declared address: there, or in the copy of a bucket, since
/// replication keeps the keys of all objects.
fn may_be_copied(wanted: &str, path: &str, server: &str) -> bool {
    let key = |address: &str| {
        let (scheme, rest) = address.split_once("://")?;
        let (_, key) = rest.split_once('/').unwrap_or((rest, ""));
        Some((scheme.to_owned(), key.trim_end_matches('/').to_owned()))
    };
    let copied = match (key(wanted), key(path)) {
        (Some((one, wanted)), Some((other, path))) => {
            one == other && is_same(&wanted, &path, server)
        }
        _ => false,
    };
    copied || is_same(wanted, path, server)
}
