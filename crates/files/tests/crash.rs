//! Every step fails, and the machine stops at every step: no key is lost, and no request is without its key.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use ucpki_files::{EntryKind, ErrorKind, Existing, Fault, FileAccess, FileSystem, Memory, Output, check, put};

const KEY: &str = "/keys/node.key";
const REQUEST: &str = "/requests/node.csr";

/// Where the two go: into one folder, or into two.
const PLACES: [[&str; 2]; 2] = [[KEY, REQUEST], ["/keys/a", "/keys/b"]];

fn outputs(places: [&str; 2]) -> [Output<'static, String>; 2] {
    let [key, request] = places;
    [
        Output::new(key.to_owned(), b"key 2").access(FileAccess::Owner).existing(Existing::Replace),
        Output::new(request.to_owned(), b"request 2").existing(Existing::Replace),
    ]
}

fn empty() -> Memory {
    Memory::new().folder("/keys").folder("/requests")
}

fn old(files: Memory, places: [&str; 2]) -> Memory {
    files.file(places[0], b"key 1").file(places[1], b"request 1")
}

fn content(files: &Memory, path: &str) -> Option<String> {
    let bytes = files.read(&path.to_owned(), 100).ok()?;
    Some(String::from_utf8(bytes).unwrap())
}

/// All ways to start: nothing there, both there, with and without links.
fn starts(places: [&str; 2]) -> Vec<(Memory, bool)> {
    vec![
        (empty(), false),
        (old(empty(), places), true),
        (empty().without_links(), false),
        (old(empty().without_links(), places), true),
    ]
}

/// How many steps it takes if nothing fails.
fn steps(files: &Memory, places: [&str; 2]) -> usize {
    let files = files.restart(0);
    assert_eq!(put(&files, &outputs(places)).unwrap().left, Vec::<String>::new());
    assert_eq!(content(&files, places[0]).as_deref(), Some("key 2"));
    assert_eq!(content(&files, places[1]).as_deref(), Some("request 2"));
    assert_eq!(files.access(places[0]), Some(FileAccess::Owner));
    assert_eq!(files.paths().len(), 2, "nothing is left beside them");
    files.steps()
}

/// Every request has its key, and neither is half.
#[track_caller]
fn is_sound(files: &Memory, places: [&str; 2], had_old: bool, when: &str) {
    let (key, request) = (content(files, places[0]), content(files, places[1]));
    match (key.as_deref(), request.as_deref()) {
        (Some("key 1"), Some("request 1") | None) if had_old => {}
        (Some("key 2"), Some("request 2") | None) => {}
        (None, None) if !had_old => {}
        other => panic!("{when}: {other:?}, {:?}", files.paths()),
    }
    if had_old {
        let all: Vec<_> = files.paths().iter().filter_map(|path| content(files, path)).collect();
        let is_done = request.as_deref() == Some("request 2");
        assert!(is_done || all.iter().any(|content| content == "key 1"), "{when}: the old key is lost: {all:?}");
        assert!(is_done || all.iter().any(|content| content == "request 1"), "{when}: the old request is lost");
    }
    // What holds a key is for its owner alone, temporary or not.
    for path in files.paths() {
        if content(files, &path).is_some_and(|content| content == "key 2") {
            assert_eq!(files.access(&path), Some(FileAccess::Owner), "{when}: {path}");
        }
    }
}

/// Every combination of unsynced changes that may survive.
fn after_crash(files: &Memory, check: impl Fn(&Memory)) {
    assert!(files.unsynced() < 12);
    for surviving in 0..1_u64 << files.unsynced() {
        check(&files.restart(surviving));
    }
}

#[test]
fn a_crash_at_any_step_leaves_no_request_without_its_key() {
    for places in PLACES {
        for (start, had_old) in starts(places) {
            for step in 0..steps(&start, places) {
                let files = start.restart(0);
                files.fault(step, Fault::Crash);
                // The last steps remove what was set aside, and must not make it fail.
                let _ = put(&files, &outputs(places));
                after_crash(&files, |after| is_sound(after, places, had_old, &format!("crash at {step}")));
            }
        }
    }
}

#[test]
fn a_step_that_fails_is_undone() {
    for places in PLACES {
        for (start, had_old) in starts(places) {
            let before: Vec<_> = start.paths();
            for step in 0..steps(&start, places) {
                let files = start.restart(0);
                files.fault(step, Fault::Fail(ErrorKind::Full));
                let result = put(&files, &outputs(places));
                let when = format!("failure at {step}: {result:?}");
                is_sound(&files, places, had_old, &when);
                match result {
                    Ok(placed) => {
                        assert_eq!(content(&files, places[1]).as_deref(), Some("request 2"), "{when}");
                        assert_eq!(files.paths().len(), 2 + placed.left.len(), "{when}");
                    }
                    Err(error) => {
                        assert!(places.contains(&error.path().as_str()), "{when}");
                        assert_eq!((error.kind(), error.left()), (ErrorKind::Full, &[][..]), "{when}");
                        assert_eq!(files.paths(), before, "{when}");
                        let key = content(&files, places[0]);
                        assert_eq!(key.as_deref(), had_old.then_some("key 1"), "{when}");
                        let request = content(&files, places[1]);
                        assert_eq!(request.as_deref(), had_old.then_some("request 1"), "{when}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_crash_while_a_failure_is_undone_leaves_no_request_without_its_key() {
    for places in PLACES {
        for (start, had_old) in starts(places) {
            let most = steps(&start, places);
            for failing in 0..most {
                for step in failing + 1..most + 12 {
                    let files = start.restart(0);
                    files.fault(failing, Fault::Fail(ErrorKind::Full));
                    files.fault(step, Fault::Crash);
                    let _ = put(&files, &outputs(places));
                    let when = format!("failure at {failing}, crash at {step}");
                    after_crash(&files, |after| is_sound(after, places, had_old, &when));
                }
            }
        }
    }
}

#[test]
fn a_failure_that_cannot_be_undone_is_told() {
    let files = old(empty(), PLACES[1]);
    let all = steps(&files, PLACES[1]);
    let mut told = 0;
    for failing in 0..all {
        for second in failing + 1..all + 8 {
            let files = files.restart(0);
            files.fault(failing, Fault::Fail(ErrorKind::Full));
            files.fault(second, Fault::Fail(ErrorKind::Denied));
            if let Err(error) = put(&files, &outputs(PLACES[1])) {
                told += usize::from(!error.left().is_empty());
                assert!(error.left().iter().all(|path| files.paths().contains(path)), "{error:?}");
            }
        }
    }
    assert!(told > 3, "{told}");
}

#[test]
fn what_is_there_is_looked_at_before_anything_is_made() {
    let files = empty()
        .file("/keys/there", b"x")
        .special("/keys/link", EntryKind::Link)
        .special("/keys/socket", EntryKind::Other)
        .special("/keys/pipe", EntryKind::Fifo);
    for (path, kind) in [
        ("/keys/there", ErrorKind::Exists),
        ("/keys/link", ErrorKind::Link),
        ("/keys/socket", ErrorKind::Unsupported),
        ("/keys", ErrorKind::IsFolder),
        ("/keys/", ErrorKind::IsFolder),
        ("/keys/..", ErrorKind::IsFolder),
        ("/nowhere/a", ErrorKind::Missing),
    ] {
        let both = [Output::new("/keys/first".to_owned(), b"1"), Output::new(path.to_owned(), b"2")];
        for error in [check(&files, &both, &[]).unwrap_err(), put(&files, &both).unwrap_err()] {
            assert_eq!((error.kind(), error.path().as_str()), (kind, path));
        }
    }
    // Links are refused with any permission to replace.
    let link = Output::new("/keys/link".to_owned(), b"").existing(Existing::Replace);
    assert_eq!(put(&files, &[link]).unwrap_err().kind(), ErrorKind::Link);
    assert_eq!(files.steps(), 0);
}

#[test]
fn no_two_outputs_are_one_file() {
    let pairs =
        [("/keys/a", "/keys/a"), ("/keys/a", "/keys/./a"), ("/keys/a", "//keys/b/../a"), ("/keys/pipe", "/keys/pipe")];
    for (one, other) in pairs {
        let files = empty().folder("/keys/b").special("/keys/pipe", EntryKind::Fifo);
        let both = [one, other].map(|path| Output::new(path.to_owned(), b"x").existing(Existing::Replace));
        let error = put(&files, &both).unwrap_err();
        assert_eq!((error.kind(), files.steps()), (ErrorKind::Shared, 0), "{one} {other}");
    }
    let files = empty().file("/keys/signer", b"x");
    let output = [Output::new("/keys/../keys/signer".to_owned(), b"y").existing(Existing::Replace)];
    let error = check(&files, &output, &["/keys/signer".to_owned()]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Shared);
}

#[test]
fn spellings_that_only_the_file_system_takes_for_one_are_refused_and_undone() {
    let both = ["/keys/a", "/keys/A"].map(|path| Output::new(path.to_owned(), b"new").existing(Existing::Replace));
    for had_old in [false, true] {
        let files = empty().ignoring_case();
        let files = if had_old { files.file("/keys/a", b"old") } else { files };
        assert_eq!(put(&files, &both).unwrap_err().kind(), ErrorKind::Exists);
        assert_eq!(content(&files, "/keys/a").as_deref(), had_old.then_some("old"));
        assert_eq!(files.paths().len(), usize::from(had_old));
    }
}

#[test]
fn streams_are_written_through_and_keep_their_order() {
    let files = empty().special("/keys/pipe", EntryKind::Fifo);
    let [key, request] = outputs(["/keys/a", "/keys/pipe"]);
    put(&files, &[key.clone(), request.clone()]).unwrap();
    assert_eq!(content(&files, "/keys/pipe").as_deref(), Some("request 2"));
    assert_eq!(files.metadata(&"/keys/pipe".to_owned()).unwrap().unwrap().kind, EntryKind::Fifo);
    // A stream that fails takes the key back that was put in place for it.
    for step in 0..20 {
        let files = empty().special("/keys/pipe", EntryKind::Fifo);
        files.fault(step, Fault::Fail(ErrorKind::Full));
        if put(&files, &[key.clone(), request.clone()]).is_err() {
            assert_eq!(files.paths(), ["/keys/pipe"], "failure at {step}");
        }
    }
}

#[test]
fn names_that_others_left_are_passed_over() {
    let files = empty().file("/keys/.ucpki-0.new", b"of somebody else");
    put(&files, &outputs(PLACES[1])).unwrap();
    assert_eq!(content(&files, "/keys/.ucpki-0.new").as_deref(), Some("of somebody else"));
    assert_eq!(files.paths().len(), 3);
}
