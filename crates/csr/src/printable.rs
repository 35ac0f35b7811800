//! Text of a stranger in a line of ours.

use core::fmt::{self, Write as _};

/// A text with everything escaped that would begin a line, act on a terminal, or not be seen.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            // Marks of direction, line separators, and what has no width.
            '\u{AD}'
            | '\u{61C}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' => write!(f, "{}", character.escape_unicode()),
            control if control.is_control() => write!(f, "{}", control.escape_unicode()),
            plain => f.write_char(plain),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Printable;

    #[test]
    fn nothing_begins_a_line_or_steers_a_terminal() {
        let text = alloc::format!("{}", Printable("a\n[ ] b\r\u{1B}[2J\u{202E}\u{9B}é"));
        assert_eq!(text, "a\\u{a}[ ] b\\u{d}\\u{1b}[2J\\u{202e}\\u{9b}é");
    }
}
