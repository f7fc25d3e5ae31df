//! Which files a plan can own: those in its output folder and its stage files, with drplan's head.
//!
//! A list of outputs comes with the repository, and so may be anybody's: it takes more than an entry
//! in it to make drplan write over a file or remove it.

use super::conflict;
use crate::model::value::RepoPath;

/// A plan as the owner of files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owner {
    /// The plan.
    pub(super) plan: String,
    /// Its output folder below the root: `OUTPUT/PLAN`.
    pub(super) folder: String,
}

/// The name of the list.
pub(super) const LIST: &str = ".drplan-outputs.json";
/// The page for people.
const REPORT: &str = "report.html";
/// The promises, one line a workload.
const LOCK: &str = "guarantees.lock";

impl Owner {
    /// The owner of a folder.
    pub(super) fn new(output: &str, plan: &str) -> Self {
        let folder = if output.is_empty() {
            plan.to_owned()
        } else {
            format!("{output}/{plan}")
        };
        Self {
            plan: plan.to_owned(),
            folder,
        }
    }

    /// Where its list of outputs is.
    pub(super) fn list(&self) -> String {
        format!("{}/{}", self.folder, LIST)
    }

    /// Whether a file of this path may be its own.
    pub(super) fn may_own(&self, path: &str) -> bool {
        if !is_plain(path) {
            return false;
        }
        match path.strip_prefix(&format!("{}/", self.folder)) {
            Some(REPORT | LOCK) => true,
            Some(inner) if inner.ends_with(".yaml") => true,
            Some(_) | None => self.is_stage(path),
        }
    }

    /// Whether a path is one of a stage file: what Flux applies to a cluster.
    pub(super) fn is_stage(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        stage_of(name) == Some(&self.plan)
    }

    /// Whether a text begins as drplan begins it for this plan; of a text in conflict, one side.
    pub(super) fn wrote(&self, path: &str, text: &str) -> bool {
        match conflict::sides(text) {
            None => self.heads(path, text),
            Some(sides) => self.heads(path, &sides.ours) || self.heads(path, &sides.theirs),
        }
    }

    fn heads(&self, path: &str, text: &str) -> bool {
        if path.ends_with(REPORT) {
            return text.starts_with("<!doctype html>") && text.contains("Written by drplan");
        }
        let head: Vec<&str> = text.lines().take(3).collect();
        let written = head.first().is_some_and(|line| {
            let rest = line.strip_prefix("# Written by drplan");
            rest.is_some_and(|rest| rest.starts_with([':', ' ', ',']))
        });
        let comments = head.iter().filter_map(|line| line.strip_prefix('#'));
        written && comments.into_iter().any(|line| names(line, &self.plan))
    }
}

/// The plan whose stage file has this name.
pub(super) fn stage_of(name: &str) -> Option<&str> {
    name.strip_prefix("drplan-")?.strip_suffix(".yaml")
}

/// Whether a line speaks of a plan: `… plan NAME`, and then no character of a name.
fn names(line: &str, plan: &str) -> bool {
    let mut parts = line.split("plan ").skip(1);
    parts.any(|rest| {
        let rest = rest.strip_prefix(plan);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    })
}

/// Whether a path is written as the only way to write it, and stays below the root.
pub(super) fn is_plain(path: &str) -> bool {
    RepoPath::new(path).is_ok_and(|plain| plain.as_str() == path && !path.is_empty())
}

/// The block of a plan that a file comes from, as its head says.
pub(super) fn block(path: &str, text: &str) -> String {
    let whole = [REPORT, LOCK].iter().any(|name| path.ends_with(name));
    let about = text.lines().nth(1).and_then(|line| line.strip_prefix("# "));
    let block = about.and_then(|about| about.split_once(" of plan "));
    match block {
        Some((block, _)) if !whole => block.to_owned(),
        Some(_) | None => "plan".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Owner, block, is_plain};

    #[test]
    fn a_plan_owns_its_folder_and_its_stages() {
        let owner = Owner::new("dr", "shop");
        for own in [
            "dr/shop/prod/backup/store-main.yaml",
            "dr/shop/report.html",
            "dr/shop/guarantees.lock",
            "clusters/prod/drplan-shop.yaml",
            "drplan-shop.yaml",
        ] {
            assert!(owner.may_own(own), "{own}");
        }
        for other in [
            "src/main.rs",
            "dr/plan.drplan",
            "dr/shop/plan.drplan",
            "dr/shop/.drplan-outputs.json",
            "dr/shop/prod/report.html",
            "dr/shop2/a.yaml",
            "clusters/prod/drplan-shop2.yaml",
            "clusters/prod/drplan-shop.yaml/x",
            "dr/shop/../../a.yaml",
            "/dr/shop/a.yaml",
            "./dr/shop/a.yaml",
            "dr//shop/a.yaml",
            "dr\\shop\\a.yaml",
            ".git/drplan-shop.yaml",
            "dr/shop/\0.yaml",
            "",
        ] {
            assert!(!owner.may_own(other), "{other}");
        }
        assert!(!is_plain("."));
        assert_eq!(Owner::new("", "shop").folder, "shop");
    }

    #[test]
    fn a_head_names_the_plan() {
        let owner = Owner::new("dr", "shop");
        let head = "# Written by drplan: do not edit; change the plan and run `drplan build`.\n";
        let of = |about: &str| format!("{head}# {about}\nkind: x\n");
        let wrote = |about: &str| owner.wrote("dr/shop/a.yaml", &of(about));
        assert!(wrote("tier t of plan shop") && wrote("tier t of plan shop, run r1"));
        assert!(wrote("What plan shop promises to each workload"));
        assert!(!wrote("tier t of plan shop2") && !wrote("tier t of plan shop-2"));
        assert!(!wrote("tier t"));
        assert!(!owner.wrote("a.yaml", "kind: x\n# of plan shop\n"));
        let page = "<!doctype html>\n<footer>Written by drplan from the plan</footer>\n";
        assert!(owner.wrote("dr/shop/report.html", page));
        assert!(!owner.wrote("dr/shop/report.html", "<!doctype html>\n"));
        assert_eq!(
            block("a.yaml", &of("tier t of plan shop, run r1")),
            "tier t"
        );
        assert_eq!(block("guarantees.lock", &of("tier t of plan shop")), "plan");
        assert_eq!(block("report.html", page), "plan");
    }
}
