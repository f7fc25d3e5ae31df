//! What the containers of the chart `app-template` run, as its values show it (bjw-s-labs/helm-charts, common 3 and later:
//! `charts/library/common/templates/lib/container/fields/_image.tpl`, `_env_vars.tpl` and `_volumeMounts.tpl`).

use super::containers::{Container, Mount};
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// The containers of a controller, of which `persistence` has the items that they may mount.
pub(super) fn containers(
    controller: &Node,
    id: &str,
    persistence: &[(Node, Node)],
) -> Vec<Container> {
    let all = controller.get("containers").map(Node::entries);
    let all = all.unwrap_or_default().iter();
    let on = all.filter(|(_, one)| one.text_at(&["enabled"]) != "false");
    on.filter_map(|(key, one)| {
        let name = key.text()?;
        let said = |path: &[&str]| one.text_at(path);
        let repository = said(&["image", "repository"]);
        let image = match said(&["image", "tag"]) {
            "" => repository.to_owned(),
            tag => format!("{repository}:{tag}"),
        };
        let items = persistence.iter();
        let mounts = items.flat_map(|(volume, item)| mounts(volume, item, (id, name)));
        let listed = controller.at(&["statefulset", "volumeClaimTemplates"]);
        let listed = listed.map(Node::items).unwrap_or_default().iter();
        let templates = listed.flat_map(|item| {
            let volume = item.text_at(&["name"]);
            of_lists(item, (id, name), volume)
        });
        Some(Container {
            name: name.to_owned(),
            image,
            mounts: mounts.chain(templates).collect(),
            places: places(one),
            variables: BTreeMap::new(),
            filled: Vec::new(),
            words: words(one),
            user: None,
        })
    })
    .collect()
}

/// Where a container has an item: without any mount it is at the path of its own name.
fn mounts(volume: &Node, item: &Node, of: (&str, &str)) -> Vec<Mount> {
    let name = volume.text().unwrap_or_default();
    if item.text_at(&["enabled"]) == "false" || !item.is_map() {
        return Vec::new();
    }
    let stated = |key: &str| {
        let all = item.get(key);
        all.is_some_and(|all| !all.items().is_empty() || !all.entries().is_empty())
    };
    if !stated("globalMounts") && !stated("advancedMounts") {
        return vec![Mount {
            volume: name.to_owned(),
            path: format!("/{name}"),
            inside: String::new(),
            read_only: false,
        }];
    }
    of_lists(item, of, name)
}

/// The mounts that an item states for a container of a controller.
fn of_lists(item: &Node, (controller, container): (&str, &str), volume: &str) -> Vec<Mount> {
    let global = item.get("globalMounts").map(Node::items);
    let own = item.at(&["advancedMounts", controller, container]);
    let own = own.map(Node::items).unwrap_or_default();
    let all = global.unwrap_or_default().iter().chain(own);
    all.map(|mount| {
        let path = match mount.text_at(&["path"]) {
            "" => format!("/{volume}"),
            path => path.to_owned(),
        };
        Mount {
            volume: volume.to_owned(),
            path,
            inside: mount.text_at(&["subPath"]).to_owned(),
            read_only: mount.text_at(&["readOnly"]) == "true",
        }
    })
    .collect()
}

/// Its variables that are texts, as a map or as a list.
fn places(container: &Node) -> BTreeMap<String, String> {
    let env = container.get("env");
    let map = env.map(Node::entries).unwrap_or_default().iter();
    let map = map.filter_map(|(key, value)| {
        let stated = value.text().unwrap_or(value.text_at(&["value"]));
        Some((key.text()?, stated))
    });
    let list = env.map(Node::items).unwrap_or_default().iter();
    let list = list.map(|one| (one.text_at(&["name"]), one.text_at(&["value"])));
    let all = map.chain(list).filter(|(_, text)| !text.is_empty());
    all.map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

/// Its program and arguments, each as a text or as a list.
fn words(container: &Node) -> Vec<String> {
    let parts = ["command", "args"]
        .into_iter()
        .filter_map(|key| container.get(key));
    parts
        .flat_map(|part| {
            part.text()
                .into_iter()
                .chain(part.items().iter().filter_map(Node::text))
        })
        .map(str::to_owned)
        .collect()
}
