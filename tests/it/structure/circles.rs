//! No file imports another in a circle. A file may use what its own parent declares.

use super::sources;
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Files by the path of their module, without comments and unit tests.
fn modules() -> BTreeMap<String, String> {
    let comment = Regex::new(r"//[^\n]*").unwrap();
    let visibility = Regex::new(r"pub\(in [^)]*\)").unwrap();
    sources()
        .into_iter()
        .map(|(name, text)| {
            let module = name.strip_prefix("src/").unwrap().strip_suffix(".rs");
            let text = text.split("#[cfg(test)]").next().unwrap();
            let text = comment.replace_all(text, "");
            let text = visibility.replace_all(&text, "pub");
            (module.unwrap().replace('/', "::"), text.into_owned())
        })
        .filter(|(module, _)| module != "lib" && module != "main")
        .collect()
}

/// The paths of one `use` tree, as `{self, A::{B, C}}` below a prefix.
fn expand(prefix: &str, tree: &str, out: &mut Vec<String>) {
    let (mut depth, mut begin) = (0, 0);
    let mut parts = Vec::new();
    for (at, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&tree[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tree[begin..]);
    for part in parts
        .iter()
        .map(|part| part.trim())
        .filter(|p| !p.is_empty())
    {
        match part.split_once('{') {
            Some((head, rest)) => {
                let inner = rest.strip_suffix('}').unwrap_or(rest);
                expand(&format!("{prefix}{}", head.trim()), inner, out);
            }
            None => {
                let name = part.split(" as ").next().unwrap();
                let path = format!("{prefix}{name}");
                out.push(path.trim_end_matches("::self").to_owned());
            }
        }
    }
}

/// Every path that a file names, each with whether it is a re-export.
fn paths(text: &str) -> Vec<(String, bool)> {
    let import = Regex::new(r"(?s)\b(pub(?:\([a-z]+\))? )?use ([^;]+);").unwrap();
    let mut all = Vec::new();
    for found in import.captures_iter(text) {
        let mut expanded = Vec::new();
        expand("", found.get(2).unwrap().as_str(), &mut expanded);
        let exported = found.get(1).is_some();
        all.extend(expanded.into_iter().map(|path| (path, exported)));
    }
    let body = import.replace_all(text, "");
    let path = Regex::new(r"\b[a-z_]\w*(?:::\w+)+").unwrap();
    let named = path
        .find_iter(&body)
        .map(|found| (found.as_str().to_owned(), false));
    all.extend(named);
    all
}

struct Crate {
    modules: BTreeMap<String, String>,
    /// By module: the name that is exported, and where it is from.
    exports: BTreeMap<String, Vec<(String, String)>>,
}

impl Crate {
    /// A path as seen from the root of the crate; `None` for other crates and for values.
    fn absolute(&self, module: &str, path: &str) -> Option<String> {
        let mut base: Vec<&str> = module.split("::").collect();
        let mut parts: Vec<&str> = path.split("::").collect();
        match parts[0] {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                while parts.first() == Some(&"super") {
                    base.pop();
                    parts.remove(0);
                }
                parts.insert(0, "self");
            }
            child if self.modules.contains_key(&format!("{module}::{child}")) => {
                parts.insert(0, "self");
            }
            _ => return None,
        }
        base.extend(&parts[1..]);
        Some(base.join("::"))
    }

    /// The file that declares what a path names, behind any re-export.
    fn file(&self, path: &str, depth: usize) -> Option<String> {
        let parts: Vec<&str> = path.split("::").collect();
        let at = (1..=parts.len())
            .rev()
            .find(|at| self.modules.contains_key(&parts[..*at].join("::")))?;
        let module = parts[..at].join("::");
        let Some(name) = parts.get(at).filter(|_| depth > 0) else {
            return Some(module);
        };
        let exports = self.exports.get(&module).into_iter().flatten();
        let mut from = exports.filter(|(exported, _)| exported == name);
        match from.next() {
            Some((_, source)) => self.file(source, depth - 1),
            None => Some(module),
        }
    }
}

fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let mut all = Crate {
        modules: modules(),
        exports: BTreeMap::new(),
    };
    let named: BTreeMap<String, Vec<(String, bool)>> = all
        .modules
        .iter()
        .map(|(module, text)| (module.clone(), paths(text)))
        .collect();
    for (module, paths) in &named {
        for (path, _) in paths.iter().filter(|(_, exported)| *exported) {
            if let Some(absolute) = all.absolute(module, path) {
                let name = path.rsplit("::").next().unwrap().to_owned();
                let list = all.exports.entry(module.clone()).or_default();
                list.push((name, absolute));
            }
        }
    }
    let imports = |module: &String, paths: &Vec<(String, bool)>| {
        paths
            .iter()
            .filter(|(_, exported)| !exported)
            .filter_map(|(path, _)| all.file(&all.absolute(module, path)?, 4))
            .filter(|target| target != module && !module.starts_with(&format!("{target}::")))
            .collect()
    };
    named
        .iter()
        .map(|(module, paths)| (module.clone(), imports(module, paths)))
        .collect()
}

#[test]
fn no_file_imports_another_in_a_circle() {
    let mut graph = graph();
    let edges: usize = graph.values().map(BTreeSet::len).sum();
    assert!(edges > 500, "only {edges} imports are seen");
    // What imports nothing that is left is in no circle.
    loop {
        let free: Vec<String> = graph
            .iter()
            .filter(|(_, targets)| targets.iter().all(|target| !graph.contains_key(target)))
            .map(|(module, _)| module.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        graph.retain(|module, _| !free.contains(module));
    }
    // What nothing that is left imports only leads to a circle.
    loop {
        let wanted: BTreeSet<String> = graph.values().flatten().cloned().collect();
        let before = graph.len();
        graph.retain(|module, _| wanted.contains(module));
        if graph.len() == before {
            break;
        }
    }
    assert!(graph.is_empty(), "a circle: {graph:#?}");
}
