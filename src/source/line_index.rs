//! Byte offsets to lines and columns, as editors and people count them.

/// A place as people count it: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where the lines of one text begin.
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the line starts of a text once.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// The line of an offset, from 0.
    pub fn line(&self, offset: u32) -> usize {
        self.starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// The offset at which a line (from 0) begins.
    pub fn start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// Line and column of an offset of the text that the index was made from.
    pub fn locate(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.start(line).unwrap_or(0);
        let before = text.get(start as usize..offset as usize).unwrap_or("");
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mark = usize::from(before.starts_with('\u{feff}'));
        LineColumn {
            line: narrow(line + 1),
            column: narrow(before.chars().count() - mark + 1),
        }
    }

    /// Column of an offset in UTF-16 units from 0, as the language server protocol counts.
    pub fn utf16_column(&self, text: &str, offset: u32) -> u32 {
        let start = self.start(self.line(offset)).unwrap_or(0);
        let before = text.get(start as usize..offset as usize).unwrap_or("");
        u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters() {
        let text = "ab\nä→c\n";
        let index = LineIndex::new(text);
        assert_eq!(index.locate(text, 3), LineColumn { line: 2, column: 1 });
        assert_eq!(index.locate(text, 8), LineColumn { line: 2, column: 3 });
        assert_eq!(index.utf16_column(text, 8), 2);
    }
}
