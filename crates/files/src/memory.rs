//! A file system in memory that loses what was not synced.

use crate::{EntryKind, ErrorKind, FileAccess, FileError, FileIdentity, FileSystem, Metadata};
use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

/// A file system in memory, for tests: it fails or crashes at a given step, and after a crash it has lost what was not
/// synced.
///
/// Paths are text that begins with `/`. The folder `/` is there from the start; [`folder`](Self::folder) makes others.
/// A step is a call that changes something.
///
/// # Examples
///
/// ```
/// use ucpki::files::{FileAccess, Fault, FileSystem, Memory};
///
/// let files = Memory::new();
/// let path = "/a".to_owned();
/// let mut file = files.create_new(&path, FileAccess::Usual)?;
/// files.write(&mut file, b"never synced")?;
/// files.sync_folder(&"/".to_owned())?;
/// files.fault(files.steps(), Fault::Crash);
/// assert!(files.sync(&mut file).is_err());
///
/// let after = files.restart(0);
/// assert_eq!(after.read(&path, 100)?, b"", "the name was synced, and the content was not");
/// # Ok::<(), ucpki::files::FileError>(())
/// ```
#[derive(Debug, Default)]
pub struct Memory(RefCell<State>);

/// What happens at a step.
///
/// # Examples
///
/// ```
/// use ucpki::files::{Existing, Fault, FileSystem, Memory, Output, put};
///
/// // Whatever the step at which the machine stops, the file is whole.
/// for step in 0.. {
///     let files = Memory::new().file("/crl.pem", b"yesterday's");
///     files.fault(step, Fault::Crash);
///     let crl = Output::new("/crl.pem".to_owned(), b"today's").existing(Existing::Replace);
///     let is_done = put(&files, &[crl]).is_ok();
///     let after = files.restart(0);
///     let names: Vec<_> = after.paths();
///     let whole = names
///         .iter()
///         .filter_map(|name| after.read(name, 100).ok())
///         .any(|bytes| bytes == b"yesterday's" || bytes == b"today's");
///     assert!(whole, "step {step}: {names:?}");
///     if is_done {
///         break;
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The machine stops: this step and all that follow do nothing and fail.
    Crash,
    /// This step fails, and nothing else does.
    Fail(ErrorKind),
}

#[derive(Clone, Debug, Default)]
struct State {
    nodes: Vec<Node>,
    folders: BTreeSet<String>,
    names: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    pending: Vec<(String, Change)>,
    steps: usize,
    faults: BTreeMap<usize, Fault>,
    has_links: bool,
    ignores_case: bool,
}

#[derive(Clone, Debug)]
struct Node {
    kind: EntryKind,
    access: FileAccess,
    content: Vec<u8>,
    synced: Vec<u8>,
}

/// A change of names that is not on the disk yet; each happens whole or not at all.
#[derive(Clone, Debug)]
enum Change {
    Remove(String),
    Rename(String, String, usize),
    Set(String, usize),
}

impl Memory {
    /// An empty file system.
    #[must_use]
    pub fn new() -> Self {
        let state = State { folders: BTreeSet::from(["/".to_owned()]), has_links: true, ..State::default() };
        Self(RefCell::new(state))
    }

    /// The same where a file has one name only, as on FAT.
    #[must_use]
    pub fn without_links(self) -> Self {
        self.0.borrow_mut().has_links = false;
        self
    }

    /// The same where capital and small letters are the same in names.
    #[must_use]
    pub fn ignoring_case(self) -> Self {
        self.0.borrow_mut().ignores_case = true;
        self
    }

    /// Makes a folder.
    #[must_use]
    pub fn folder(self, path: &str) -> Self {
        self.0.borrow_mut().folders.insert(path.to_owned());
        self
    }

    /// Puts something other than a file at a path.
    #[must_use]
    pub fn special(self, path: &str, kind: EntryKind) -> Self {
        self.0.borrow_mut().add(path, kind, FileAccess::Usual, &[]);
        self
    }

    /// Puts a file at a path that has been there for long.
    #[must_use]
    pub fn file(self, path: &str, content: &[u8]) -> Self {
        self.0.borrow_mut().add(path, EntryKind::File, FileAccess::Usual, content);
        self
    }

    /// From now on, this happens at this step, counted from 0; beside what other calls asked for.
    pub fn fault(&self, step: usize, fault: Fault) {
        self.0.borrow_mut().faults.insert(step, fault);
    }

    /// How many steps there were.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.0.borrow().steps
    }

    /// How many changes of names were not synced, of which each may survive a crash or not.
    #[must_use]
    pub fn unsynced(&self) -> u32 {
        u32::try_from(self.0.borrow().pending.len()).unwrap_or(u32::MAX)
    }

    /// What is found after a crash. Content that was not synced is lost; of the changes of names that were not, those survive
    /// whose bit is set, the oldest the lowest.
    #[must_use]
    pub fn restart(&self, surviving: u64) -> Self {
        let old = self.0.borrow();
        let mut names = old.durable.clone();
        for (index, (_, change)) in old.pending.iter().enumerate() {
            let bit = u32::try_from(index).ok().and_then(|index| surviving.checked_shr(index)).unwrap_or(0);
            if bit & 1 == 1 {
                change.apply(&mut names);
            }
        }
        let mut nodes = old.nodes.clone();
        nodes.iter_mut().for_each(|node| node.content.clone_from(&node.synced));
        Self(RefCell::new(State {
            nodes,
            folders: old.folders.clone(),
            durable: names.clone(),
            names,
            has_links: old.has_links,
            ignores_case: old.ignores_case,
            ..State::default()
        }))
    }

    /// Every path, in order.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.0.borrow().names.keys().cloned().collect()
    }

    /// Who may read a file.
    #[must_use]
    pub fn access(&self, path: &str) -> Option<FileAccess> {
        let state = self.0.borrow();
        state.node(path).map(|(_, node)| node.access)
    }
}

impl Change {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Remove(name) => {
                names.remove(name);
            }
            Self::Rename(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), *node);
            }
            Self::Set(name, node) => {
                names.insert(name.clone(), *node);
            }
        }
    }
}

impl State {
    fn add(&mut self, path: &str, kind: EntryKind, access: FileAccess, content: &[u8]) {
        let node = self.nodes.len();
        self.nodes.push(Node { kind, access, content: content.to_vec(), synced: content.to_vec() });
        let name = self.name(path);
        self.names.insert(name.clone(), node);
        self.durable.insert(name, node);
    }

    fn name(&self, path: &str) -> String {
        if self.ignores_case { path.to_ascii_lowercase() } else { path.to_owned() }
    }

    fn node(&self, path: &str) -> Option<(usize, &Node)> {
        let index = *self.names.get(&self.name(path))?;
        Some((index, self.nodes.get(index)?))
    }

    /// Counts a step, and fails where the test wants it.
    fn step(&mut self) -> Result<(), FileError> {
        let now = self.steps;
        self.steps += 1;
        if self.faults.iter().any(|(at, fault)| *fault == Fault::Crash && now >= *at) {
            return Err(FileError::new(ErrorKind::Other, "the machine has stopped"));
        }
        match self.faults.get(&now) {
            Some(Fault::Fail(kind)) => Err(FileError::new(*kind, "this step was to fail")),
            _ => Ok(()),
        }
    }

    fn change(&mut self, path: &str, change: Change) {
        change.apply(&mut self.names);
        self.pending.push((parent(path), change));
    }

    fn missing() -> FileError {
        FileError::new(ErrorKind::Missing, "there is no such file")
    }

    fn exists() -> FileError {
        FileError::new(ErrorKind::Exists, "there is a file of this name")
    }
}

fn parent(path: &str) -> String {
    match path.rsplit_once('/') {
        None | Some(("", _)) => "/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
    }
}

impl FileSystem for Memory {
    type Path = String;
    /// The number of the file.
    type File = usize;

    fn metadata(&self, path: &String) -> Result<Option<Metadata>, FileError> {
        let state = self.0.borrow();
        if state.folders.contains(path) {
            return Ok(Some(Metadata::new(EntryKind::Folder, 0, None)));
        }
        Ok(state.node(path).map(|(index, node)| {
            let identity = FileIdentity { system: 0, file: u64::try_from(index).unwrap_or(u64::MAX) };
            Metadata::new(node.kind, u64::try_from(node.content.len()).unwrap_or(u64::MAX), Some(identity))
        }))
    }

    fn read(&self, path: &String, most: usize) -> Result<Vec<u8>, FileError> {
        let state = self.0.borrow();
        let (_, node) = state.node(path).ok_or_else(State::missing)?;
        if node.content.len() > most {
            return Err(FileError::new(ErrorKind::TooBig, "the file is too big"));
        }
        Ok(node.content.clone())
    }

    fn create_new(&self, path: &String, access: FileAccess) -> Result<usize, FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        if state.node(path).is_some() || state.folders.contains(path) {
            return Err(State::exists());
        }
        if !state.folders.contains(&parent(path)) {
            return Err(State::missing());
        }
        let node = state.nodes.len();
        state.nodes.push(Node { kind: EntryKind::File, access, content: Vec::new(), synced: Vec::new() });
        let name = state.name(path);
        state.change(path, Change::Set(name, node));
        Ok(node)
    }

    fn open_stream(&self, path: &String) -> Result<usize, FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        match state.node(path) {
            Some((index, node)) if matches!(node.kind, EntryKind::Device | EntryKind::Fifo) => Ok(index),
            Some(_) => Err(FileError::new(ErrorKind::Unsupported, "this is neither a device nor a FIFO")),
            None => Err(State::missing()),
        }
    }

    fn write(&self, file: &mut usize, bytes: &[u8]) -> Result<(), FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        let node = state.nodes.get_mut(*file).ok_or_else(State::missing)?;
        node.content.extend_from_slice(bytes);
        Ok(())
    }

    fn sync(&self, file: &mut usize) -> Result<(), FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        let node = state.nodes.get_mut(*file).ok_or_else(State::missing)?;
        node.synced.clone_from(&node.content);
        Ok(())
    }

    fn rename(&self, from: &String, to: &String) -> Result<(), FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        let (node, _) = state.node(from).ok_or_else(State::missing)?;
        // POSIX: of two names of one file, neither goes away.
        if state.node(to).is_some_and(|(other, _)| other == node) {
            return Ok(());
        }
        let (from, name) = (state.name(from), state.name(to));
        state.change(to, Change::Rename(from, name, node));
        Ok(())
    }

    fn rename_new(&self, from: &String, to: &String) -> Result<(), FileError> {
        if self.0.borrow().node(to).is_some() {
            return Err(State::exists());
        }
        self.rename(from, to)
    }

    fn link(&self, from: &String, to: &String) -> Result<(), FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        if !state.has_links {
            return Err(FileError::new(ErrorKind::Unsupported, "files have one name here"));
        }
        if state.node(to).is_some() {
            return Err(State::exists());
        }
        let (node, _) = state.node(from).ok_or_else(State::missing)?;
        let name = state.name(to);
        state.change(to, Change::Set(name, node));
        Ok(())
    }

    fn sync_folder(&self, folder: &String) -> Result<(), FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        let (synced, rest): (Vec<_>, Vec<_>) =
            core::mem::take(&mut state.pending).into_iter().partition(|(changed, _)| changed == folder);
        synced.iter().for_each(|(_, change)| change.apply(&mut state.durable));
        state.pending = rest;
        Ok(())
    }

    fn remove(&self, path: &String) -> Result<(), FileError> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        if state.node(path).is_none() {
            return Err(State::missing());
        }
        let name = state.name(path);
        state.change(path, Change::Remove(name));
        Ok(())
    }

    fn resolve(&self, path: &String) -> Result<(String, String), FileError> {
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let is_file = path.rsplit('/').next().is_some_and(|last| !matches!(last, "" | "." | ".."));
        let (Some(name), true) = (parts.pop(), is_file) else {
            return Err(FileError::new(ErrorKind::IsFolder, "this names a folder; a file is expected"));
        };
        let folder = alloc::format!("/{}", parts.join("/"));
        if !self.0.borrow().folders.contains(&folder) {
            return Err(State::missing());
        }
        let target = self.in_folder(&folder, name);
        Ok((folder, target))
    }

    fn in_folder(&self, folder: &String, name: &str) -> String {
        alloc::format!("{}/{name}", folder.trim_end_matches('/'))
    }
}
