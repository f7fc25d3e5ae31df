//! Looks for the places of lines in what was read.

use super::Inventory;
use super::contents::Contents;
use super::files::Files;
use super::reach::Reach;
use super::spots::{Spot, Spots};
use super::yaml::{Node, Position};
use std::collections::BTreeSet;

/// Looks for the places in what was read.
pub(super) fn read(files: &Files<'_>, inventory: &Inventory) -> Spots {
    let mut spots = Spots::default();
    for (cluster, flux) in &inventory.flux {
        let listed = resources(files, &flux.list_file);
        spots.listed.extend(listed.map(|spot| (*cluster, spot)));
        if let Some(file) = &flux.flux_system {
            spots.bootstrapped.insert(*cluster);
            let spot = one_document(files, file).and_then(|only| components(files, &only));
            spots.flux_system.extend(spot.map(|spot| (*cluster, spot)));
        }
    }
    for reach in inventory.reaches.all() {
        let Reach::By(found) = reach else { continue };
        let Some(object) = &found.applier.object else {
            continue;
        };
        let key = (object.file.clone(), object.line);
        if !spots.components.contains_key(&key) {
            let spot = of_flux(files, &object.file, object.line);
            spots.components.extend(spot.map(|spot| (key, spot)));
        }
    }
    let own = inventory.own.values();
    let shown = inventory.all_contents().map(|(_, _, contents)| contents);
    let veleros = shown.chain(own).filter_map(velero_file);
    for file in veleros.collect::<BTreeSet<&str>>() {
        let spot = node_agent(files, file);
        spots
            .node_agent
            .extend(spot.map(|spot| (file.to_owned(), spot)));
    }
    for one in inventory.ignored.values().flatten() {
        if (one.file.ends_with(".sourceignore") || one.by_git())
            && let Some(text) = files.text(&one.file)
        {
            let line = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
            let spot = at(&one.file, line, 0, &[]);
            spots.patterns.insert(one.file.clone(), spot);
        }
    }
    spots
}

fn velero_file(contents: &Contents) -> Option<&str> {
    let velero = contents.velero.as_ref();
    velero.map(|velero| velero.file.as_str())
}

fn at(file: &str, line: u32, indent: usize, within: &[&'static str]) -> Spot {
    Spot {
        file: file.to_owned(),
        line,
        indent,
        within: within.to_vec(),
    }
}

fn one_document(files: &Files<'_>, file: &str) -> Option<Node> {
    match files.documents(file).as_deref() {
        Some([only]) => Some(only.clone()),
        _ => None,
    }
}

fn resources(files: &Files<'_>, file: &str) -> Option<Spot> {
    let only = one_document(files, file)?;
    in_list(files, only.get("resources")?)
}

/// Components of a Flux Kustomization; `line` is that of its `spec.path`.
fn of_flux(files: &Files<'_>, file: &str, line: u32) -> Option<Spot> {
    let documents = files.documents(file)?;
    let spec = documents.iter().find_map(|document| {
        let spec = document.get("spec")?;
        (spec.get("path")?.at.line == line).then_some(spec)
    })?;
    match spec.get("components") {
        Some(list) => in_list(files, list),
        None => in_map(files, spec, "path", &["components"]),
    }
}

/// Components of a kustomization.yaml.
fn components(files: &Files<'_>, only: &Node) -> Option<Spot> {
    match only.get("components") {
        Some(list) => in_list(files, list),
        None => {
            let resources = in_list(files, only.get("resources")?)?;
            Some(at(&resources.file, resources.line, 0, &["components"]))
        }
    }
}

/// The arguments of node-agent: in the values of the chart, or in the DaemonSet.
fn node_agent(files: &Files<'_>, file: &str) -> Option<Spot> {
    let documents = files.documents(file)?;
    documents
        .iter()
        .find_map(|document| match document.text_at(&["kind"]) {
            "HelmRelease" => {
                let values = document.at(&["spec", "values"])?;
                values.get("deployNodeAgent")?;
                match (
                    values.get("nodeAgent"),
                    values.at(&["nodeAgent", "extraArgs"]),
                ) {
                    (_, Some(list)) => in_list(files, list),
                    (Some(map), None) => in_map(files, map, "", &["extraArgs"]),
                    (None, None) => in_map(
                        files,
                        values,
                        "deployNodeAgent",
                        &["nodeAgent", "extraArgs"],
                    ),
                }
            }
            "DaemonSet" if document.text_at(&["metadata", "name"]) == "node-agent" => {
                let containers = document.at(&["spec", "template", "spec", "containers"])?;
                in_list(files, containers.items().first()?.get("args")?)
            }
            _ => None,
        })
}

/// Below the last item of a list with a line for each.
fn in_list(files: &Files<'_>, list: &Node) -> Option<Spot> {
    let last = list.items().last()?;
    let (file, text) = (files.name(last.at), files.text(&files.name(last.at))?);
    let (line, indent) = whole_line(&text, last.at, "- ")?;
    last.text()?;
    Some(at(&file, line, indent, &[]))
}

/// A new key of a mapping with a line for each: below an entry of one line, or above the first.
fn in_map(files: &Files<'_>, map: &Node, beside: &str, within: &[&'static str]) -> Option<Spot> {
    let entries = map.entries();
    let file = files.name(entries.first()?.0.at);
    let text = files.text(&file)?;
    let below = entries.iter().find(|(key, value)| {
        key.text() == Some(beside) && value.text().is_some() && value.at.line == key.at.line
    });
    if let Some((key, value)) = below {
        let (line, indent) = line_of(&text, key.at)?;
        let (_, rest) = cut(&text, value.at)?;
        // A text of several lines ends elsewhere, and one in `{}` has no line of its own.
        let written = text.get(value.at.start as usize..value.at.end as usize)?;
        let rest = rest.lines().next().unwrap_or("").trim_start();
        let lone = !written.contains('\n') && (rest.is_empty() || rest.starts_with('#'));
        return lone.then(|| at(&file, line, indent, within));
    }
    let (key, _) = entries.first()?;
    let (line, indent) = line_of(&text, key.at)?;
    let (before, _) = cut(&text, key.at)?;
    let alone = before.trim().is_empty();
    alone.then(|| at(&file, line.saturating_sub(1), indent, within))
}

/// What is on the line before a node, and everything after it.
fn cut(text: &str, at: Position) -> Option<(&str, &str)> {
    let before = text.get(..at.start as usize)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    Some((before.get(line..)?, text.get(at.end as usize..)?))
}

/// The line of a key and its column, where nothing but blanks and dashes is before it.
fn line_of(text: &str, at: Position) -> Option<(u32, usize)> {
    let (before, _) = cut(text, at)?;
    let plain = before.chars().all(|c| c == ' ' || c == '-');
    plain.then_some((at.line, before.len()))
}

/// The line of an item that has it alone, and how far its dash is indented.
fn whole_line(text: &str, at: Position, dash: &str) -> Option<(u32, usize)> {
    let (before, rest) = cut(text, at)?;
    let indent = before.len().checked_sub(dash.len())?;
    let blanks = before.get(..indent)?;
    let end = rest.lines().next().unwrap_or("").trim_start();
    let one_line = !text
        .get(at.start as usize..at.end as usize)?
        .trim_end()
        .contains('\n');
    let alone = blanks.trim().is_empty() && before.ends_with(dash);
    let last = end.is_empty() || end.starts_with('#');
    (alone && last && one_line).then_some((at.line, indent))
}
