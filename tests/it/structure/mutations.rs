//! The mutations of the arithmetic (`tests/mutations/run`) still break something: what each takes out stands in the code.

use crate::support::harness::project_root;

/// The edits of a mutation: a file, what is taken out of it, and what is put in.
fn edits(text: &str) -> Vec<(&str, String, String)> {
    let mut all: Vec<(&str, String, String)> = Vec::new();
    let mut file = "";
    for line in text.lines().skip(1) {
        if let Some(name) = line.strip_prefix("file ") {
            file = name.trim();
            all.push((file, String::new(), String::new()));
        } else if let Some(old) = line.strip_prefix("- ") {
            if all.last().is_some_and(|(_, _, new)| !new.is_empty()) {
                all.push((file, String::new(), String::new()));
            }
            let (_, text, _) = all.last_mut().expect("a file comes first");
            text.push_str(&format!("{old}\n"));
        } else if let Some(new) = line.strip_prefix("+ ") {
            let (_, _, text) = all.last_mut().expect("a file comes first");
            text.push_str(&format!("{new}\n"));
        }
    }
    all
}

#[test]
fn mutations_break_what_stands_in_the_code() {
    let root = project_root();
    let mut faults = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(root.join("tests/mutations")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ext| ext != "txt") {
            continue;
        }
        count += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let edits = edits(&text);
        assert!(!edits.is_empty(), "{}", path.display());
        for (file, old, new) in edits {
            let code = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            let times = code.matches(&*old).count();
            if times != 1 || old == new {
                faults.push(format!(
                    "{}: {times} times in {file}:\n{old}",
                    path.display()
                ));
            }
        }
    }
    assert!(count >= 19, "{count} mutations");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
