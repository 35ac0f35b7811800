//! The file system of the operating system.
#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use ucpki_files::{ErrorKind, Existing, FileAccess, FileStep, FileSystem, Output, System, check, put};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("files-{name}"));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn output(path: &Path, bytes: &'static [u8]) -> Output<'static, PathBuf> {
    Output::new(path.to_owned(), bytes)
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn files_are_written_and_replaced() {
    let here = folder("replaced");
    let (key, request) = (here.join("a.key"), here.join("a.csr"));
    put(&System, &[output(&key, b"1").access(FileAccess::Owner), output(&request, b"2")]).unwrap();
    let error = put(&System, &[output(&key, b"3")]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Exists, &key));
    let both = [output(&key, b"3").access(FileAccess::Owner), output(&request, b"4")];
    let placed = put(&System, &both.map(|output| output.existing(Existing::Replace))).unwrap();
    assert_eq!(placed.left, Vec::<PathBuf>::new());
    assert_eq!((fs::read(&key).unwrap(), fs::read(&request).unwrap()), (b"3".to_vec(), b"4".to_vec()));
    assert_eq!(count(&here), 2);
}

#[test]
fn a_later_file_that_cannot_be_placed_undoes_the_earlier() {
    let here = folder("undone");
    let (key, request) = (here.join("a.key"), here.join("a.csr"));
    fs::write(&key, "old").unwrap();
    // A folder with something in it cannot be renamed over, and this one came after the check.
    let both = [output(&key, b"new").existing(Existing::Replace), output(&here.join("missing/a"), b"2")];
    assert_eq!(put(&System, &both).unwrap_err().kind(), ErrorKind::Missing);
    assert_eq!((fs::read(&key).unwrap(), count(&here)), (b"old".to_vec(), 1));
    fs::create_dir(&request).unwrap();
    let both = [output(&key, b"new").existing(Existing::Replace), output(&request, b"2").existing(Existing::Replace)];
    assert_eq!(put(&System, &both).unwrap_err().kind(), ErrorKind::IsFolder);
    assert_eq!((fs::read(&key).unwrap(), count(&here)), (b"old".to_vec(), 2));
}

#[test]
fn folders_are_no_files_in_any_spelling() {
    let here = folder("spellings");
    for name in ["new/", "new/.", "..", "."] {
        let error =
            check(&System, &[output(&PathBuf::from(format!("{}/{name}", here.display())), b"")], &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IsFolder, "{name}");
    }
    assert_eq!(check(&System, &[output(Path::new(""), b"")], &[]).unwrap_err().kind(), ErrorKind::IsFolder);
    assert_eq!(System.read(&here, 10).unwrap_err().kind(), ErrorKind::IsFolder);
    fs::write(here.join("a"), "12345").unwrap();
    assert_eq!(System.read(&here.join("a"), 4).unwrap_err().kind(), ErrorKind::TooBig);
    assert_eq!(System.read(&here.join("a"), 5).unwrap(), b"12345");
}

#[test]
fn a_name_that_is_taken_is_not_taken_from_its_owner() {
    let here = folder("taken");
    let (from, to) = (here.join("from"), here.join("to"));
    fs::write(&from, "new").unwrap();
    fs::write(&to, "old").unwrap();
    assert_eq!(System.rename_new(&from, &to).unwrap_err().kind(), ErrorKind::Exists);
    assert_eq!(fs::read(&to).unwrap(), b"old");
    fs::remove_file(&to).unwrap();
    System.rename_new(&from, &to).unwrap();
    assert_eq!((fs::read(&to).unwrap(), count(&here)), (b"new".to_vec(), 1));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    use std::process::Command;

    #[test]
    fn keys_are_for_their_owner_alone() {
        let here = folder("mode");
        let key = here.join("a");
        fs::write(&key, "old").unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        put(&System, &[output(&key, b"1").access(FileAccess::Owner).existing(Existing::Replace)]).unwrap();
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn links_are_refused_and_fifos_written_through() {
        let here = folder("special");
        let (target, link, fifo) = (here.join("target"), here.join("link"), here.join("fifo"));
        fs::write(&target, "old").unwrap();
        symlink(&target, &link).unwrap();
        symlink(here.join("nowhere"), here.join("dangling")).unwrap();
        for link in [&link, &here.join("dangling")] {
            let error = put(&System, &[output(link, b"new").existing(Existing::Replace)]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Link);
        }
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let reader = std::thread::spawn({
            let fifo = fifo.clone();
            move || {
                let mut text = String::new();
                fs::File::open(fifo).unwrap().read_to_string(&mut text).unwrap();
                text
            }
        });
        put(&System, &[output(&fifo, b"through")]).unwrap();
        assert_eq!(reader.join().unwrap(), "through");
        assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
    }

    #[test]
    fn a_full_device_is_told_and_the_key_taken_back() {
        let here = folder("full");
        let key = here.join("a");
        let error = put(&System, &[output(&key, b"1"), output(Path::new("/dev/full"), b"2")]).unwrap_err();
        assert_eq!((error.kind(), error.step()), (ErrorKind::Full, FileStep::Write));
        assert_eq!(error.path(), Path::new("/dev/full"));
        assert!(error.to_string().contains("No space left"), "{error}");
        assert_eq!(count(&here), 0);
    }

    #[test]
    fn a_folder_that_is_a_link_is_another_spelling() {
        let here = folder("spelled");
        fs::create_dir(here.join("real")).unwrap();
        symlink(here.join("real"), here.join("other")).unwrap();
        let both = [output(&here.join("real/a"), b"1"), output(&here.join("other/a"), b"2")];
        assert_eq!(put(&System, &both).unwrap_err().kind(), ErrorKind::Shared);
        put(&System, &[output(&here.join("other/a"), b"1")]).unwrap();
        assert_eq!(fs::read(here.join("real/a")).unwrap(), b"1");
    }
}
