//! CRLs in containers: what is read, and how much memory a hostile one can take.
#![cfg(feature = "std")]
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};
use ucpki_crl::{ContainerError, ContainerLimits, codes, read_container, read_contents};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_x509::codes as x509;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PEM: &[u8] = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../../tests/data/chain/demo/root.pem");

fn der() -> Vec<u8> {
    ucpki_x509::pem::crls(PEM).unwrap()[0].as_der().to_vec()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn count(bytes: &[u8]) -> Result<usize, ContainerError> {
    read_container(bytes, &RUSTCRYPTO, &ContainerLimits::default()).map(|lists| lists.len())
}

#[track_caller]
fn refused(bytes: &[u8], limits: &ContainerLimits, code: &'static ucpki_x509::Code) -> ContainerError {
    let error = read_contents(bytes, limits).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    error
}

#[test]
fn the_content_decides_what_a_file_is() {
    let both = [CERTIFICATE, b"some text\n", PEM].concat();
    assert_eq!(count(&der()), Ok(1));
    assert_eq!(count(PEM), Ok(2));
    assert_eq!(count(&both), Ok(2));
    assert_eq!(count(&gzip(PEM)), Ok(2));
    assert_eq!(count(&gzip(&der())), Ok(1));
    let mixed = zip_of(&[
        ("readme.txt", b"about these CRLs"),
        ("ca/", b""),
        ("ca/one.dat", &der()),
        ("ca/bundle.crl", &both),
        ("packed.crl.gz", &gzip(&der())),
    ]);
    assert_eq!(count(&mixed), Ok(4));
    let contents = read_contents(&mixed, &ContainerLimits::default()).unwrap();
    assert_eq!((contents.lists.len(), contents.certificates.len()), (4, 1));
    // A file of trusted CAs without CRLs has none, and says so where CRLs are wanted.
    assert_eq!(read_contents(CERTIFICATE, &ContainerLimits::default()).unwrap().lists.len(), 0);
    assert_eq!(count(CERTIFICATE).unwrap_err().code(), &x509::PEM_NO_BLOCK);
}

#[test]
fn what_is_no_list_says_what_it_is() {
    let limits = ContainerLimits::default();
    for page in [&b"<!DOCTYPE html><html>404</html>"[..], b"\xEF\xBB\xBF\r\n <?xml version=\"1.0\"?>"] {
        refused(page, &limits, &codes::PAGE);
        refused(&gzip(page), &limits, &codes::PAGE);
    }
    let error = refused(&zip_of(&[("a.crl", b"<html>")]), &limits, &codes::PAGE);
    assert_eq!(error.member(), Some("a.crl"));
    assert_eq!(error.to_string(), "\"a.crl\" in the archive: this is an HTML or XML page, not a CRL at byte 0");
    refused(&zip_of(&[("readme.txt", b"nothing here")]), &limits, &codes::ARCHIVE_EMPTY);
    refused(&zip_of(&[]), &limits, &codes::ARCHIVE_EMPTY);
    // A CRL that cannot be read refuses the archive, with its name and the place.
    let mut broken = der();
    let middle = broken.len() / 2;
    broken.truncate(middle);
    let error = refused(&zip_of(&[("good.crl", &der()), ("bad.crl", &broken)]), &limits, &x509::TRUNCATED);
    assert_eq!((error.member(), error.error().offset()), (Some("bad.crl"), Some(0)));
}

#[test]
fn broken_archives_are_errors() {
    let limits = ContainerLimits::default();
    let good = zip_of(&[("a.crl", &der())]);
    let packed = gzip(&der());
    refused(&packed[..packed.len() / 2], &limits, &codes::ARCHIVE_BROKEN);
    refused(&good[..good.len() / 2], &limits, &codes::ARCHIVE_BROKEN);
    for bytes in [&good, &packed] {
        for at in 0..bytes.len() {
            for change in [1, 0x80, 0xFF] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                let _ = read_contents(&changed, &limits);
            }
        }
    }
    // A length that does not fit: the archive claims 4 GiB for its file.
    let mut claims = good.clone();
    let central = claims.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    claims[central + 24..central + 28].fill(0xFE);
    let _ = read_contents(&claims, &limits);
}

#[test]
fn unpacking_has_bounds() {
    let limits = ContainerLimits::default();
    let zeros = vec![0; 300 << 20];
    // 300 megabytes of nothing in some 300 kilobytes: a bomb by its ratio.
    let bomb = gzip(&zeros);
    assert!(bomb.len() < 1 << 19, "{}", bomb.len());
    refused(&bomb, &limits, &codes::ARCHIVE_RATIO);
    refused(&zip_of(&[("bomb", &zeros[..64 << 20])]), &limits, &codes::ARCHIVE_RATIO);
    refused(&bomb, &limits.ratio(2_000).file(1 << 20), &codes::ARCHIVE_SIZE);
    refused(&gzip(PEM), &limits.file(100), &codes::ARCHIVE_SIZE);
    let two = zip_of(&[("a", PEM), ("b", PEM)]);
    refused(&two, &limits.total(u64::try_from(PEM.len()).unwrap() * 3 / 2), &codes::ARCHIVE_SIZE);
    refused(&two, &limits.files(1), &codes::ARCHIVE_FILES);
    let twice = gzip(&gzip(PEM));
    assert_eq!(count(&twice), Ok(2));
    refused(&gzip(&twice), &limits, &codes::ARCHIVE_NESTED);
    refused(&zip_of(&[("a", &zip_of(&[("b", &zip_of(&[("c", PEM)]))]))]), &limits, &codes::ARCHIVE_NESTED);
}

#[test]
fn no_archive_comes_out_of_a_gzip_file() {
    let limits = ContainerLimits::default();
    let zip = zip_of(&[("a.crl", PEM)]);
    assert_eq!(count(&zip), Ok(2));
    refused(&gzip(&zip), &limits, &codes::ARCHIVE_NESTED);
    refused(&gzip(&gzip(&zip)), &limits, &codes::ARCHIVE_NESTED);
    let error = refused(&zip_of(&[("a.gz", &gzip(&zip))]), &limits, &codes::ARCHIVE_NESTED);
    assert_eq!(error.member(), Some("a.gz"));
}

/// The bytes of `archive` with `change` made to its end record, which has no comment.
fn with_end(archive: &[u8], change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut changed = archive.to_vec();
    let end = changed.len() - 22;
    change(&mut changed[end..]);
    changed
}

#[test]
fn a_directory_is_where_it_belongs_and_as_large_as_it_says() {
    let limits = ContainerLimits::default();
    let good = zip_of(&[("a.crl", PEM), ("b.crl", PEM)]);
    assert_eq!(count(&good), Ok(4));
    // A comment is fine, as long as nothing in it looks like another end.
    let comment = |text: &[u8]| {
        let length = u16::try_from(text.len()).unwrap().to_le_bytes();
        [&with_end(&good, |end| end[20..22].copy_from_slice(&length)), text].concat()
    };
    assert_eq!(count(&comment(b"lists of 2026")), Ok(4));
    assert_eq!(count(&comment(&[b'.'; 0xFFFF])), Ok(4));
    refused(&comment(&good[good.len() - 22..]), &limits, &codes::ARCHIVE_BROKEN);
    refused(&comment(b"PK\x05\x06"), &limits, &codes::ARCHIVE_BROKEN);
    // What is behind the archive, in front of it, or between the directory and its end.
    refused(&[&good[..], b"more"].concat(), &limits, &codes::ARCHIVE_BROKEN);
    refused(&[b"PK\x03\x04", &good[..]].concat(), &limits, &codes::ARCHIVE_BROKEN);
    refused(&[&good[..good.len() - 22], b"gap", &good[good.len() - 22..]].concat(), &limits, &codes::ARCHIVE_BROKEN);
    // Each number of the end record: disks, counts, size, place.
    for field in [4, 6, 8, 10, 12, 16] {
        for value in [[1, 0], [3, 0], [0xFF, 0xFF]] {
            let changed = with_end(&good, |end| end[field..field + 2].copy_from_slice(&value));
            refused(&changed, &limits, &codes::ARCHIVE_BROKEN);
        }
    }
    for count in [0_u16, 1, 3, 256] {
        let counted = with_end(&good, |end| {
            end[8..10].copy_from_slice(&count.to_le_bytes());
            end[10..12].copy_from_slice(&count.to_le_bytes());
        });
        refused(&counted, &limits, &codes::ARCHIVE_BROKEN);
    }
    let many = with_end(&good, |end| end[8..12].copy_from_slice(&[1, 1, 1, 1]));
    refused(&many, &limits, &codes::ARCHIVE_FILES);
    // A name of 5000 bytes is not a path.
    refused(&zip_of(&[(&"x".repeat(5000), PEM)]), &limits, &codes::ARCHIVE_BROKEN);
    let files: Vec<_> = (0..257).map(|number| format!("{number}.crl")).collect();
    let files: Vec<_> = files.iter().map(|name| (name.as_str(), PEM)).collect();
    assert_eq!(count(&zip_of(&files[..256])), Ok(512));
    refused(&zip_of(&files), &limits, &codes::ARCHIVE_FILES);
}

#[test]
fn floods_of_records_end_before_they_are_read() {
    // Each is a megabyte of what readers of ZIP files look for, behind a real beginning: ends, ends of ZIP64 with their
    // locators, headers.
    let good = zip_of(&[("a.crl", PEM)]);
    let locator = [&b"PK\x06\x07"[..], &[0; 4], &30_u64.to_le_bytes(), &[1, 0, 0, 0]].concat();
    let end64 = [&b"PK\x06\x06"[..], &44_u64.to_le_bytes(), &[0; 44]].concat();
    let end = good[good.len() - 22..].to_vec();
    let zip64 = with_end(&good, |end| end[8..20].fill(0xFF));
    let started = std::time::Instant::now();
    for record in [&locator, &end64, &end, &b"PK\x01\x02".to_vec(), &[&end64[..], &locator].concat()] {
        let flood = record.repeat((1 << 20) / record.len());
        for tail in [&end, &zip64[zip64.len() - 22..].to_vec(), &[&locator[..], &zip64[zip64.len() - 22..]].concat()] {
            refused(
                &[&good[..good.len() - 22], &flood, tail].concat(),
                &ContainerLimits::default(),
                &codes::ARCHIVE_BROKEN,
            );
        }
    }
    // Some milliseconds together: where each record was followed, it was most of a second for each flood.
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
