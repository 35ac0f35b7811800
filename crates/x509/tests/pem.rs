//! Properties of PEM: there and back, and no text that it cannot take.

#![expect(clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use ucpki_x509::pem;

/// The pieces that PEM texts are made of, and some that break them.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "-----BEGIN A-----",
        "-----END A-----",
        "-----BEGIN B-----",
        "-----END B-----",
        "-----BEGIN A",
        "-----END ",
        "-----",
        "-",
        "AQID",
        "AQ==",
        "AQI=",
        "A",
        "=",
        "!",
        "Proc-Type: 4,ENCRYPTED",
        ":",
        " ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\u{FEFF}",
        "é",
    ])
}

proptest! {
    #[test]
    fn what_is_written_is_read(bytes in prop::collection::vec(any::<u8>(), 0..300), label in "[A-Z][A-Z0-9 ]{0,20}[A-Z]") {
        let text = pem::encode(&label, &bytes);
        let blocks: Vec<_> = pem::blocks(text.as_bytes()).collect();
        prop_assert_eq!(blocks.len(), 1);
        let block = blocks[0].as_ref().map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!((block.label(), block.line(), block.der()), (&label[..], 1, &bytes[..]));
    }

    #[test]
    fn a_good_block_is_found_behind_anything(pieces in prop::collection::vec(piece(), 0..30)) {
        let text = format!("{}\n-----END A-----\n{}", pieces.concat(), pem::encode("GOOD", b"good"));
        let last = pem::blocks(text.as_bytes()).last();
        let line = text.replace("\r\n", "\n").replace('\r', "\n").lines().count() - 2;
        let block = last.and_then(Result::ok).ok_or_else(|| TestCaseError::fail("no block"))?;
        prop_assert_eq!((block.label(), block.line(), block.der()), ("GOOD", line, &b"good"[..]));
    }

    #[test]
    fn errors_name_a_line_of_the_text(pieces in prop::collection::vec(piece(), 0..30)) {
        let text = pieces.concat();
        let lines = text.replace("\r\n", "\n").replace('\r', "\n").split('\n').count();
        let mut previous = 0;
        for block in pem::blocks(text.as_bytes()) {
            let line = block.as_ref().map_or_else(|error| error.line(), |block| Some(block.line())).unwrap_or(0);
            prop_assert!((1..=lines).contains(&line), "{line} of {lines}");
            prop_assert!(line >= previous);
            previous = line;
        }
    }
}
