//! Whether text has colours.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    Always,
    Auto,
    Never,
}

impl Color {
    /// Whether to use colours on an output that is, or is not, a terminal.
    pub(super) fn resolve(self, is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            Self::Never => false,
        }
    }
}
