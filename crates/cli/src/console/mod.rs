//! Standard input, output and error; or, for whoever runs the program inside another, memory in their place.

mod color;

use std::cell::RefCell;
use std::io::{self, IsTerminal, StderrLock, StdoutLock, Write};
use ucpki::show::Document;

pub(crate) use color::Color;

/// Where something is written.
pub(crate) enum Stream {
    Error(StderrLock<'static>),
    /// Kept in memory, by its place in [`KEPT`].
    Kept(usize),
    Output(StdoutLock<'static>),
}

thread_local! {
    /// What was written to output and error, where this thread keeps it.
    static KEPT: RefCell<Option<[Vec<u8>; 2]>> = const { RefCell::new(None) };
}

fn is_kept() -> bool {
    KEPT.with_borrow(Option::is_some)
}

/// Standard output.
pub(crate) fn out() -> Stream {
    if is_kept() { Stream::Kept(0) } else { Stream::Output(io::stdout().lock()) }
}

/// Standard error.
pub(crate) fn err() -> Stream {
    if is_kept() { Stream::Kept(1) } else { Stream::Error(io::stderr().lock()) }
}

pub(crate) fn out_is_terminal() -> bool {
    !is_kept() && io::stdout().is_terminal()
}

pub(crate) fn err_is_terminal() -> bool {
    !is_kept() && io::stderr().is_terminal()
}

/// Whether somebody can be asked.
pub(crate) fn in_is_terminal() -> bool {
    !is_kept() && io::stdin().is_terminal()
}

/// Standard input, which is empty where output is kept.
pub(crate) fn input() -> Box<dyn io::Read> {
    if is_kept() { Box::new(io::empty()) } else { Box::new(io::stdin().lock()) }
}

/// Writes a text to standard output.
pub(crate) fn print(document: &Document, color: Color) -> io::Result<()> {
    write(document, &mut out(), color.resolve(out_is_terminal()))
}

/// Writes a text to standard error.
pub(crate) fn print_error(document: &Document, color: Color) {
    // Where standard error is closed, nobody wants to know, and the status says it.
    let _ = write(document, &mut err(), color.resolve(err_is_terminal()));
}

fn write(document: &Document, out: &mut impl Write, color: bool) -> io::Result<()> {
    if color {
        write!(out, "{}", document.colored())?
    } else {
        write!(out, "{document}")?
    }
    out.flush()
}

/// Runs `run` with nothing to read, and gives what it wrote to output and to error.
pub(crate) fn keeping<T>(run: impl FnOnce() -> T) -> (T, [Vec<u8>; 2]) {
    KEPT.set(Some([Vec::new(), Vec::new()]));
    let result = run();
    (result, KEPT.take().unwrap_or_default())
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Error(error) => error.write(bytes),
            Self::Kept(place) => {
                KEPT.with_borrow_mut(|kept| {
                    if let Some(kept) = kept.as_mut().and_then(|kept| kept.get_mut(*place)) {
                        kept.extend_from_slice(bytes);
                    }
                });
                Ok(bytes.len())
            }
            Self::Output(output) => output.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Error(error) => error.flush(),
            Self::Kept(_) => Ok(()),
            Self::Output(output) => output.flush(),
        }
    }
}
