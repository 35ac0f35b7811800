//! The one way to write.

use crate::error::FileStep;
use crate::{EntryKind, ErrorKind, FileAccess, FileError, FileIdentity, FileSystem, OutputError};
use alloc::borrow::ToOwned;
use alloc::vec::Vec;
use core::fmt;

/// A file that is to be written.
///
/// The bytes may be a key: `Debug` shows their number only.
///
/// # Examples
///
/// ```
/// use ucpki::files::{Existing, FileAccess, Memory, Output, put};
///
/// let files = Memory::new().file("/node.key", b"an older key");
/// let key = Output::new("/node.key".to_owned(), b"the key").access(FileAccess::Owner).existing(Existing::Replace);
/// put(&files, &[key])?;
/// assert_eq!(files.access("/node.key"), Some(FileAccess::Owner));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Output<'b, P> {
    path: P,
    bytes: &'b [u8],
    access: FileAccess,
    existing: Existing,
}

/// Whether a new file may take the place of an old one.
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, Existing, FileSystem, Memory, Output, put};
///
/// let files = Memory::new().file("/crl.pem", b"yesterday's");
/// let crl = Output::new("/crl.pem".to_owned(), b"today's");
/// assert_eq!(put(&files, &[crl.clone()]).unwrap_err().kind(), ErrorKind::Exists);
/// put(&files, &[crl.existing(Existing::Replace)])?;
/// assert_eq!(files.read(&"/crl.pem".to_owned(), 100)?, b"today's");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Existing {
    /// The old one stays, and that is an error.
    #[default]
    Keep,
    /// The old one makes room. It is set aside until everything is in place, and comes back if something fails.
    Replace,
}

/// What [`put`] did.
///
/// # Examples
///
/// ```
/// use ucpki::files::{Memory, Output, put};
///
/// let placed = put(&Memory::new(), &[Output::new("/node.csr".to_owned(), b"the request")])?;
/// for path in &placed.left {
///     eprintln!("remove {path}: it is what was replaced");
/// }
/// assert!(placed.left.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Placed<P> {
    /// Old files that were replaced and could not be removed under their temporary names; usually none.
    pub left: Vec<P>,
}

impl<'b, P> Output<'b, P> {
    /// These bytes at this path, readable as the system has it, without replacing anything.
    pub const fn new(path: P, bytes: &'b [u8]) -> Self {
        Self { path, bytes, access: FileAccess::Usual, existing: Existing::Keep }
    }

    /// Who may read it.
    #[must_use]
    pub fn access(self, access: FileAccess) -> Self {
        Self { access, ..self }
    }

    /// Whether it may replace a file.
    #[must_use]
    pub fn existing(self, existing: Existing) -> Self {
        Self { existing, ..self }
    }

    /// Where it goes.
    pub const fn path(&self) -> &P {
        &self.path
    }
}

impl<P: fmt::Debug> fmt::Debug for Output<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output")
            .field("path", &self.path)
            .field("bytes", &self.bytes.len())
            .field("access", &self.access)
            .field("existing", &self.existing)
            .finish()
    }
}

/// Says whether [`put`] could write these outputs, as far as can be told without writing: for a caller who is about to
/// spend time on making the bytes.
///
/// `keep` are files that the caller reads and that no output may replace, such as the key that signs a request.
///
/// Cost: three look-ups per path; quadratic comparisons.
///
/// # Errors
///
/// The first output that cannot be written, with [`ErrorKind::Missing`], [`ErrorKind::Exists`], [`ErrorKind::Link`],
/// [`ErrorKind::IsFolder`], [`ErrorKind::Shared`] or [`ErrorKind::Unsupported`].
///
/// # Examples
///
/// ```
/// use ucpki::files::{ErrorKind, Memory, Output, check};
///
/// let [key, same] = ["/node.key", "/./node.key"].map(|path| Output::new(path.to_owned(), b""));
/// let error = check(&Memory::new(), &[key, same], &[]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Shared);
/// ```
pub fn check<F: FileSystem>(
    files: &F,
    outputs: &[Output<'_, F::Path>],
    keep: &[F::Path],
) -> Result<(), OutputError<F::Path>> {
    Group::new(files, outputs, keep).map(|_| ())
}

/// Writes files whole or not at all, in their order.
///
/// 1. Everything that [`check`] looks at is looked at.
/// 2. Each file is made under a temporary name in its folder (`.ucpki-0.new`), written and synced. FIFOs and devices are
///    opened.
/// 3. Old files that are to be replaced are set aside in the same folder (`.ucpki-0.old`), the last output first, so that a
///    request leaves its place before its key does.
/// 4. Each file gets its name, or is written into its FIFO or device, and its folder is synced, before the next one is.
/// 5. What was set aside is removed.
///
/// If a step fails, everything is as it was before, but for what went into FIFOs and devices. After a crash, an output is
/// there only if all outputs before it are, and what was set aside has its temporary name; nothing was lost.
///
/// Cost: the bytes are written once; two syncs per file.
///
/// # Errors
///
/// As [`check`], and for each step what the file system says; [`OutputError::left`] names what could not be undone.
///
/// # Examples
///
/// See the [crate's page](crate).
pub fn put<F: FileSystem>(files: &F, outputs: &[Output<'_, F::Path>]) -> Result<Placed<F::Path>, OutputError<F::Path>> {
    let mut group = Group::new(files, outputs, &[])?;
    match group.run() {
        Ok(()) => Ok(Placed { left: group.clean() }),
        Err(error) => Err(OutputError { left: group.undo(), ..error }),
    }
}

/// How many temporary names are tried. Each is in use by another process, or was left by one that was killed.
const MOST_NAMES: u32 = 10_000;

struct Group<'a, F: FileSystem> {
    files: &'a F,
    items: Vec<Item<'a, F>>,
}

/// One output on its way.
struct Item<'a, F: FileSystem> {
    /// As the caller wrote it, for messages.
    path: &'a F::Path,
    /// In its one spelling.
    target: F::Path,
    folder: F::Path,
    bytes: &'a [u8],
    access: FileAccess,
    existing: Existing,
    identity: Option<FileIdentity>,
    state: State<F>,
    /// The old file, where it is while the new ones are put in place.
    aside: Option<F::Path>,
    /// Whether the old file is still at its place as well.
    is_linked: bool,
}

enum State<F: FileSystem> {
    Planned {
        is_stream: bool,
    },
    Stream(F::File),
    Staged(F::Path),
    /// A file that has its name.
    Placed,
    /// A stream that has its bytes, or a file that is gone again.
    Written,
}

impl<'a, F: FileSystem> Group<'a, F> {
    fn new(files: &'a F, outputs: &'a [Output<'_, F::Path>], keep: &[F::Path]) -> Result<Self, OutputError<F::Path>> {
        let mut kept = Vec::new();
        for path in keep {
            // An input that is not there is the reader's trouble.
            if let Ok((_, target)) = files.resolve(path) {
                let identity = files.metadata(path).ok().flatten().and_then(|metadata| metadata.identity);
                kept.push((target, identity));
            }
        }
        let mut items: Vec<Item<'a, F>> = Vec::new();
        for output in outputs {
            let item = Item::new(files, output).map_err(|error| refused(output, error))?;
            let is_same = |target: &F::Path, identity: Option<FileIdentity>| {
                *target == item.target || (identity.is_some() && identity == item.identity)
            };
            let shared = |text: &str| Err(refused(output, FileError::new(ErrorKind::Shared, text)));
            if items.iter().any(|other| is_same(&other.target, other.identity)) {
                return shared("two outputs of this command are the same file");
            }
            if kept.iter().any(|(target, identity)| is_same(target, *identity)) {
                return shared("this output would replace a file that this command reads");
            }
            items.push(item);
        }
        Ok(Self { files, items })
    }

    fn run(&mut self) -> Result<(), OutputError<F::Path>> {
        for item in &mut self.items {
            item.stage(self.files)?;
        }
        self.set_aside()?;
        self.items.iter_mut().try_for_each(|item| item.place(self.files))
    }

    /// The last first: a request is out of its place before its key changes.
    fn set_aside(&mut self) -> Result<(), OutputError<F::Path>> {
        // The first output may be replaced in one step, since nothing before it could be missing.
        let mut changed: Vec<F::Path> = Vec::new();
        for (index, item) in self.items.iter_mut().enumerate().rev() {
            let failed = |error| OutputError::new(item.path.clone(), FileStep::SetAside, error);
            if item.set_aside(self.files, index == 0).map_err(failed)? && !changed.contains(&item.folder) {
                changed.push(item.folder.clone());
            }
        }
        for item in &self.items {
            if changed.contains(&item.folder) {
                let failed = |error| OutputError::new(item.path.clone(), FileStep::SyncFolder, error);
                self.files.sync_folder(&item.folder).map_err(failed)?;
                changed.retain(|folder| *folder != item.folder);
            }
        }
        Ok(())
    }

    /// Brings everything back, and says which files could not be.
    ///
    /// New files go, the last one first; then old ones come back, the first one, such as a key, first. Each change is synced
    /// before the next, since folders reach the disk in any order.
    fn undo(&mut self) -> Vec<F::Path> {
        let mut left = Vec::new();
        for item in self.items.iter_mut().rev() {
            match core::mem::replace(&mut item.state, State::Written) {
                State::Staged(temporary) => {
                    remove(self.files, temporary, &mut left);
                    // The old file never left its place.
                    if item.is_linked
                        && let Some(aside) = item.aside.take()
                    {
                        remove(self.files, aside, &mut left);
                    }
                }
                // A linked old file replaces the new one in one step, below.
                State::Placed if item.is_linked => {}
                State::Placed => {
                    remove(self.files, item.target.clone(), &mut left);
                    // As well as it goes: the error that is reported came first.
                    let _ = self.files.sync_folder(&item.folder);
                }
                _ => {}
            }
        }
        for item in &mut self.items {
            let Some(aside) = item.aside.take() else { continue };
            if self.files.rename(&aside, &item.target).is_err() {
                left.push(aside);
            }
            let _ = self.files.sync_folder(&item.folder);
        }
        left
    }

    fn clean(&mut self) -> Vec<F::Path> {
        let mut left = Vec::new();
        for item in &mut self.items {
            if let Some(aside) = item.aside.take() {
                remove(self.files, aside, &mut left);
                let _ = self.files.sync_folder(&item.folder);
            }
        }
        left
    }
}

impl<'a, F: FileSystem> Item<'a, F> {
    fn new(files: &F, output: &'a Output<'_, F::Path>) -> Result<Self, FileError> {
        let (folder, target) = files.resolve(&output.path)?;
        let found = files.metadata(&target)?;
        let refuse = |kind, text: &str| Err(FileError::new(kind, text));
        let is_stream = match found.map(|found| found.kind) {
            None => false,
            Some(EntryKind::Device | EntryKind::Fifo) => true,
            Some(EntryKind::Folder) => return refuse(ErrorKind::IsFolder, "this is a folder; a file is expected"),
            Some(EntryKind::Link) => {
                return refuse(ErrorKind::Link, "this is a symbolic link, and is not followed: name the file itself");
            }
            Some(EntryKind::Other) => {
                return refuse(ErrorKind::Unsupported, "this is neither a file, nor a device, nor a FIFO");
            }
            Some(EntryKind::File) if output.existing == Existing::Keep => {
                return refuse(ErrorKind::Exists, "the file exists, and is not overwritten");
            }
            Some(EntryKind::File) => false,
        };
        // Two names of one regular file become two files; two names of one device stay one.
        let identity = found.filter(|_| is_stream).and_then(|found| found.identity);
        Ok(Self {
            path: &output.path,
            target,
            folder,
            bytes: output.bytes,
            access: output.access,
            existing: output.existing,
            identity,
            state: State::Planned { is_stream },
            aside: None,
            is_linked: false,
        })
    }

    fn failed(&self, step: FileStep) -> impl Fn(FileError) -> OutputError<F::Path> + use<'a, F> {
        let path = self.path.clone();
        move |error| OutputError::new(path.clone(), step, error)
    }

    /// Makes the file under a temporary name.
    fn stage(&mut self, files: &F) -> Result<(), OutputError<F::Path>> {
        if let State::Planned { is_stream: true } = self.state {
            let stream = files.open_stream(&self.target).map_err(self.failed(FileStep::Check))?;
            self.state = State::Stream(stream);
            return Ok(());
        }
        let (temporary, mut file) = fresh(files, &self.folder, "new", |path| files.create_new(path, self.access))
            .map_err(self.failed(FileStep::Create))?;
        // From here on it is undone.
        self.state = State::Staged(temporary);
        files.write(&mut file, self.bytes).map_err(self.failed(FileStep::Write))?;
        files.sync(&mut file).map_err(self.failed(FileStep::Sync))
    }

    /// Moves an old file out of the way, or gives it a second name where the new one replaces it in one step.
    fn set_aside(&mut self, files: &F, is_first: bool) -> Result<bool, FileError> {
        if self.existing == Existing::Keep || !matches!(self.state, State::Staged(_)) {
            return Ok(false);
        }
        if files.metadata(&self.target)?.is_none() {
            return Ok(false);
        }
        if is_first {
            let linked = fresh(files, &self.folder, "old", |path| files.link(&self.target, path));
            let (aside, ()) = match linked {
                Err(error) if error.kind() == ErrorKind::Unsupported => self.copy(files)?,
                linked => linked?,
            };
            self.aside = Some(aside);
            self.is_linked = true;
        } else {
            let (aside, ()) = fresh(files, &self.folder, "old", |path| files.rename_new(&self.target, path))?;
            self.aside = Some(aside);
        }
        Ok(true)
    }

    /// Where a file has one name only. The old file may be a key, whatever the new one is.
    fn copy(&self, files: &F) -> Result<(F::Path, ()), FileError> {
        let mut old = files.read(&self.target, usize::MAX)?;
        let (aside, mut file) = fresh(files, &self.folder, "old", |path| files.create_new(path, FileAccess::Owner))?;
        let copied = files.write(&mut file, &old).and_then(|()| files.sync(&mut file));
        // As much as can be done without a dependency: the compiler is not told that nobody reads the zeros.
        old.fill(0);
        core::hint::black_box(&old);
        if let Err(error) = copied {
            let _ = files.remove(&aside);
            return Err(error);
        }
        Ok((aside, ()))
    }

    /// Gives the file its name, or writes into the stream.
    fn place(&mut self, files: &F) -> Result<(), OutputError<F::Path>> {
        let state = core::mem::replace(&mut self.state, State::Written);
        match state {
            State::Stream(mut stream) => files.write(&mut stream, self.bytes).map_err(self.failed(FileStep::Write)),
            State::Staged(temporary) => {
                if let Err(error) = self.rename(files, &temporary) {
                    self.state = State::Staged(temporary);
                    return Err(self.failed(FileStep::Place)(error));
                }
                self.state = State::Placed;
                files.sync_folder(&self.folder).map_err(self.failed(FileStep::SyncFolder))
            }
            other => {
                self.state = other;
                Ok(())
            }
        }
    }

    fn rename(&self, files: &F, temporary: &F::Path) -> Result<(), FileError> {
        if self.is_linked {
            return files.rename(temporary, &self.target);
        }
        // Whatever came in the meantime stays. Where capital and small letters are the same, that may be another output.
        files.rename_new(temporary, &self.target).map_err(|error| match error.kind() {
            ErrorKind::Exists => FileError::new(ErrorKind::Exists, "the file exists, and is not overwritten"),
            _ => error,
        })
    }
}

/// A name in this folder that nothing has, and what was made with it.
fn fresh<F: FileSystem, T>(
    files: &F,
    folder: &F::Path,
    ending: &str,
    make: impl Fn(&F::Path) -> Result<T, FileError>,
) -> Result<(F::Path, T), FileError> {
    for number in 0..MOST_NAMES {
        let path = files.in_folder(folder, &alloc::format!(".ucpki-{number}.{ending}"));
        match make(&path) {
            Err(error) if error.kind() == ErrorKind::Exists => {}
            made => return made.map(|made| (path, made)),
        }
    }
    Err(FileError::new(ErrorKind::Other, "all temporary names (.ucpki-0 to .ucpki-9999) are taken in this folder"))
}

fn remove<F: FileSystem>(files: &F, path: F::Path, left: &mut Vec<F::Path>) {
    if let Err(error) = files.remove(&path)
        && error.kind() != ErrorKind::Missing
    {
        left.push(path);
    }
}

fn refused<P: Clone>(output: &Output<'_, P>, error: FileError) -> OutputError<P> {
    let error = match error.kind() {
        ErrorKind::Missing => FileError::new(ErrorKind::Missing, "its folder does not exist".to_owned()),
        _ => error,
    };
    OutputError::new(output.path.clone(), FileStep::Check, error)
}
