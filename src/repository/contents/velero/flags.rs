//! What the server of Velero is started with.

use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// Settings of the server that decide what it does at all; what is not stated is Velero's default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Started {
    /// What copies files.
    pub uploader: Option<String>,
    /// Controllers that do not run.
    pub without: BTreeSet<String>,
    /// Whether it only restores.
    pub restore_only: bool,
    /// Flags with which it, or node-agent, works at another speed or gives up at another time.
    pub pace: BTreeMap<&'static str, String>,
    /// The ConfigMap of node-agent.
    pub config_map: Option<String>,
    /// Whether these are all of its flags: what is not among them has Velero's default.
    pub whole: bool,
}

/// Flags of [`Started::pace`].
const PACE: [&str; 4] = [
    "concurrent-backups",
    "data-mover-prepare-timeout",
    "item-operation-sync-frequency",
    "resource-timeout",
];

/// The ConfigMap that node-agent is started with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AgentConfig {
    /// Its arguments are not shown.
    #[default]
    NotShown,
    /// Its arguments name none.
    Without,
    /// This one.
    With(String),
}

impl AgentConfig {
    /// By what node-agent is started with.
    pub(super) fn of(started: &Started) -> Self {
        match &started.config_map {
            Some(name) => Self::With(name.clone()),
            None => Self::Without,
        }
    }
}

impl Started {
    /// With the flags of a command line: the last one counts, lists add up (spf13/pflag).
    pub(super) fn with(mut self, words: &[&str]) -> Self {
        let mut words = words.iter().copied().peekable();
        while let Some(word) = words.next() {
            let Some(flag) = word.strip_prefix("--") else {
                continue;
            };
            let (flag, value) = match flag.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (flag, None),
            };
            match flag {
                "restore-only" => self.restore_only = value.is_none_or(|value| value == "true"),
                "uploader-type" => {
                    let value = value.or_else(|| words.next());
                    self.uploader = value.map(str::to_owned);
                }
                "node-agent-configmap" => {
                    let value = value.or_else(|| words.next());
                    self.config_map = value.filter(|name| !name.is_empty()).map(str::to_owned);
                }
                "disable-controllers" => self.stop(value.or_else(|| words.next()).unwrap_or("")),
                other => {
                    let known = PACE.iter().find(|known| **known == other);
                    if let Some(known) = known
                        && let Some(value) = value.or_else(|| words.next())
                    {
                        self.pace.insert(known, value.to_owned());
                    }
                }
            }
        }
        self
    }

    /// Takes a list of controllers that do not run.
    pub(super) fn stop(&mut self, list: &str) {
        let names = list.split(',').map(str::trim);
        let shown = names.filter(|name| !name.is_empty() && !name.contains("${"));
        self.without.extend(shown.map(str::to_owned));
    }
}

/// Whether nothing of a command line is filled in later.
pub(super) fn shown(nodes: &[&Node]) -> bool {
    let mut texts = nodes.iter().map(|node| node.text());
    texts.all(|text| text.is_some_and(|text| !text.contains("${")))
}

/// The words of a command line, also of one that a shell runs.
pub(super) fn words<'n>(nodes: &[&'n Node]) -> Vec<&'n str> {
    let texts = nodes.iter().filter_map(|node| node.text());
    let words = texts.flat_map(str::split_whitespace);
    words
        .map(|word| word.trim_matches(['"', '\'']))
        .filter(|word| !word.contains("${"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{AgentConfig, Started};

    #[test]
    fn the_last_configuration_counts() {
        for (words, found) in [
            (&["node-agent", "server"][..], AgentConfig::Without),
            (
                &["--node-agent-configmap=a", "--node-agent-configmap", "b"],
                AgentConfig::With("b".to_owned()),
            ),
            (
                &["--node-agent-configmap=a", "--node-agent-configmap="],
                AgentConfig::Without,
            ),
            (&["--node-agent-configmaps=a"], AgentConfig::Without),
        ] {
            let started = Started::default().with(words);
            assert_eq!(AgentConfig::of(&started), found, "{words:?}");
        }
    }

    #[test]
    fn flags() {
        let words = [
            "server",
            "--uploader-type=restic",
            "--features=EnableCSI",
            "--disable-controllers",
            "backup,gc",
            "--disable-controllers=schedule",
            "--uploader-type",
            "kopia",
            "--restore-only",
        ];
        let started = Started::default().with(&words);
        assert_eq!(started.uploader.as_deref(), Some("kopia"));
        assert!(started.restore_only);
        let without: Vec<&str> = started.without.iter().map(String::as_str).collect();
        assert_eq!(without, ["backup", "gc", "schedule"]);
        let paced =
            Started::default().with(&["--resource-timeout", "1s", "--concurrent-backups=2"]);
        let pace: Vec<(&str, &str)> = paced.pace.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(
            pace,
            [("concurrent-backups", "2"), ("resource-timeout", "1s")]
        );
        let off = Started::default().with(&["--restore-only=false", "--uploader-type"]);
        assert_eq!(off, Started::default());
    }
}
