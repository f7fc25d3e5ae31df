//! Conflict markers that Git leaves in a file when two branches changed the same lines.

/// A line that Git wrote between the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// `<<<<<<<`: our side begins.
    Ours,
    /// `|||||||`: what both began with.
    Base,
    /// `=======`: their side begins.
    Theirs,
    /// `>>>>>>>`: both are over.
    End,
}

/// Which marker a line is.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let is = |mark: &str| {
        let rest = line.strip_prefix(mark);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    match line {
        "=======" => Some(Marker::Theirs),
        _ if is("<<<<<<<") => Some(Marker::Ours),
        _ if is("|||||||") => Some(Marker::Base),
        _ if is(">>>>>>>") => Some(Marker::End),
        _ => None,
    }
}

/// What a text with markers is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// The text of the branch that was merged into.
    pub(super) ours: String,
    /// The text of the branch that was merged.
    pub(super) theirs: String,
    /// What both say alike.
    pub(super) common: String,
}

/// Takes a text apart; `None` where it has no marker.
pub(super) fn sides(text: &str) -> Option<Sides> {
    let mut sides = Sides::default();
    let mut within: Option<Marker> = None;
    let mut marked = false;
    for line in text.split_inclusive('\n') {
        match marker(line.trim_end_matches(['\n', '\r'])) {
            // A line of equals signs means something between the other markers alone.
            Some(Marker::Theirs) if within.is_none() => {}
            Some(Marker::End) => {
                (within, marked) = (None, true);
                continue;
            }
            Some(mark) => {
                (within, marked) = (Some(mark), true);
                continue;
            }
            None => {}
        }
        match within {
            None | Some(Marker::End) => {
                sides.common.push_str(line);
                sides.ours.push_str(line);
                sides.theirs.push_str(line);
            }
            Some(Marker::Ours) => sides.ours.push_str(line),
            Some(Marker::Theirs) => sides.theirs.push_str(line),
            Some(Marker::Base) => {}
        }
    }
    marked.then_some(sides)
}

#[cfg(test)]
mod tests {
    use super::sides;

    #[test]
    fn sides_are_told_apart() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\nd\n";
        let apart = sides(text).unwrap();
        assert_eq!(apart.ours, "a\nb\nd\n");
        assert_eq!(apart.theirs, "a\nc\nd\n");
        assert_eq!(apart.common, "a\nd\n");
        assert_eq!(sides("a\n=======\nb\n"), None);
        assert_eq!(sides("a\n<<<<<<<< x\n"), None);
        // Somebody has removed the other markers.
        assert_eq!(sides("a\n<<<<<<< HEAD\nb\n").unwrap().ours, "a\nb\n");
    }
}
