//! Rows of texts under their headings, in columns as wide as their widest text.

/// Lays out rows; no line ends in blanks.
pub fn table(headings: &[&str], rows: &[Vec<&str>]) -> String {
    let mut widths: Vec<usize> = headings.iter().map(|text| text.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[&str]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                let fill = " ".repeat(width.saturating_sub(cell.chars().count()));
                format!("{cell}{fill}")
            })
            .collect();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    let mut text = line(headings);
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_aligned() {
        let rows = vec![vec!["é", "1"], vec!["long", ""]];
        assert_eq!(table(&["a", "b"], &rows), "a     b\né     1\nlong\n");
    }
}
