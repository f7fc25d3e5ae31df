//! What is known of the variables and files of a container, with what Secrets and ConfigMaps of the repository hold.

use crate::lint::LintCx;
use crate::model::ClusterId;
use crate::repository::contents::{Container, Held, HeldFiles, Holder, Pods, Variable};

/// A container with what its cluster has for it.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Environment<'a> {
    /// The container.
    pub(in crate::lint) container: &'a Container,
    /// What makes its pods.
    pub(in crate::lint) pods: &'a Pods,
    held: Vec<&'a Held>,
}

/// What is known of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Known<'a> {
    /// Its text.
    Text(&'a str),
    /// That it is there.
    There,
    /// That it is not.
    Not,
    /// Nothing.
    Open,
}

impl Known<'_> {
    /// Whether it is there, and says something.
    pub(in crate::lint) fn is_there(self) -> bool {
        match self {
            Known::Text(text) => !text.is_empty(),
            Known::There => true,
            Known::Not | Known::Open => false,
        }
    }

    /// Whether it is not there, or empty.
    pub(in crate::lint) fn is_missing(self) -> bool {
        matches!(self, Known::Not | Known::Text(""))
    }
}

impl<'a> Environment<'a> {
    /// A container of some pods on a cluster.
    pub(in crate::lint) fn of(
        cx: &LintCx<'a>,
        cluster: ClusterId,
        pods: &'a Pods,
        container: &'a Container,
    ) -> Self {
        let contents = cx.inventory.contents_on(cluster);
        let held = contents.flat_map(|contents| &contents.held);
        let own = |one: &&Held| {
            one.namespace == pods.namespace || one.namespace.is_empty() || pods.namespace.is_empty()
        };
        Self {
            container,
            pods,
            held: held.filter(own).collect(),
        }
    }

    /// What a Secret or a ConfigMap says of a key.
    fn key(&self, holder: Holder, name: &str, key: &str) -> Known<'a> {
        let such = |one: &&&'a Held| one.holder == holder && one.name == name;
        let mut all = self.held.iter().filter(such).peekable();
        if name.is_empty() || name.contains("${") || all.peek().is_none() {
            return Known::Open;
        }
        let mut whole = true;
        for one in all {
            match one.keys.get(key) {
                Some(Some(text)) => return Known::Text(text),
                Some(None) => return Known::There,
                None => whole &= one.whole,
            }
        }
        if whole { Known::Not } else { Known::Open }
    }

    /// What is known of a variable. One that the container states itself wins, then the last that is filled in.
    pub(in crate::lint) fn variable(&self, name: &str) -> Known<'a> {
        match self.container.variables.get(name) {
            Some(Variable::Text(text)) => return Known::Text(text),
            Some(Variable::Open) => return Known::There,
            Some(Variable::Key(holder, of, key)) => {
                return match self.key(*holder, of, key) {
                    Known::Text(text) => Known::Text(text),
                    // The pod would not start without it.
                    Known::There | Known::Not | Known::Open => Known::There,
                };
            }
            None => {}
        }
        let mut known = Known::Not;
        for filled in &self.container.filled {
            let Some(key) = name.strip_prefix(filled.prefix.as_str()) else {
                continue;
            };
            match self.key(filled.holder, &filled.name, key) {
                Known::Not => {}
                found @ (Known::Text(_) | Known::There | Known::Open) => known = found,
            }
        }
        known
    }

    /// The first of some variables that is there.
    pub(in crate::lint) fn first<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        let mut names = names.iter().copied();
        names.find(|name| self.variable(name).is_there())
    }

    /// Whether none of some variables is there.
    pub(in crate::lint) fn lacks(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.variable(name).is_missing())
    }

    /// What is known of a file.
    pub(in crate::lint) fn file(&self, path: &str) -> File<'a> {
        let path = path.replacen("/var/run/", "/run/", 1);
        let place = |of: &str| of.replacen("/var/run/", "/run/", 1);
        let mounts = self.container.mounts.iter();
        if mounts.clone().any(|one| one.path.contains('$')) || injects(self.pods) {
            return File::Open;
        }
        let holding = mounts.filter(|one| {
            let (own, at) = (place(&one.path), path.as_str());
            let rest = at.strip_prefix(own.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let Some(mount) = holding.max_by_key(|one| one.path.trim_end_matches('/').len()) else {
            return File::InNoMount;
        };
        let mut volumes = self.pods.volumes.iter();
        let volume = volumes.find(|volume| volume.name == mount.volume);
        let files = volume.map(|volume| volume.files.as_slice());
        let files = files.unwrap_or_default();
        let below = path.get(place(mount.path.trim_end_matches('/')).len()..);
        let below = below.unwrap_or_default().trim_matches('/');
        let inside = mount.inside.trim_matches('/');
        let wanted = match (inside, below) {
            ("", below) => below.to_owned(),
            (inside, "") => inside.to_owned(),
            (inside, below) => format!("{inside}/{below}"),
        };
        let known = files.iter().map(|one| self.one_of(one, &wanted));
        let mut known = known.peekable();
        let [first, ..] = files else {
            return File::Open;
        };
        match known.all(|one| one == Known::Not) {
            true => File::NotHeld(first),
            false => File::Open,
        }
    }

    /// What is known of a file of a Secret or a ConfigMap.
    fn one_of(&self, files: &HeldFiles, wanted: &str) -> Known<'a> {
        let key = match &files.items {
            None => wanted,
            Some(items) => {
                let mut items = items.iter();
                match items.find(|(_, path)| path.trim_matches('/') == wanted) {
                    Some((key, _)) => key.as_str(),
                    None => return Known::Not,
                }
            }
        };
        self.key(files.holder, &files.name, key)
    }
}

/// What is known of a file of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum File<'a> {
    /// Its path is in no volume.
    InNoMount,
    /// It is not in the Secret or ConfigMap whose files are there.
    NotHeld(&'a HeldFiles),
    /// Nothing.
    Open,
}

/// Annotations by which something mounts files that the object does not show.
const INJECTED: [&str; 4] = [
    "bank-vaults.io/",
    "conjur.org/",
    "vault.hashicorp.com/agent-inject",
    "vault.security.banzaicloud.io/",
];

fn injects(pods: &Pods) -> bool {
    let mut keys = pods.pod_annotations.keys();
    keys.any(|key| INJECTED.iter().any(|own| key.starts_with(own)))
}
