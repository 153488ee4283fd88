use super::words::{STORE, VAULT};
use super::*;

fn check(name: &str, bytes: impl AsRef<[u8]>, expected: Option<&str>) {
    assert_eq!(in_bytes(bytes.as_ref()), expected, "{name}");
}

/// A value in DER.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let header = match length {
        0..0x80 => vec![tag, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [header, content].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der(0x30, parts)
}

/// The identifier of an object below one of RSA Security's.
fn object(rest: &[u8]) -> Vec<u8> {
    der(0x06, &[b"\x2a\x86\x48\x86\xf7\x0d\x01", rest])
}

const ZERO: &[u8] = b"\x02\x01\x00";
const ONE: &[u8] = b"\x02\x01\x01";
const THREE: &[u8] = b"\x02\x01\x03";

#[test]
fn keys_in_der_are_known() {
    let number = der(0x02, &[&[0x5a; 256]]);
    let octets = der(0x04, &[&[0x5a; 32]]);
    let rsa = sequence(&[&object(b"\x01\x01"), b"\x05\x00"]);
    let encrypted = sequence(&[&object(b"\x05\x0d"), b"\x30\x00"]);
    let contents = sequence(&[&object(b"\x07\x01"), &der(0xa0, &[&octets])]);
    let generated = rcgen::KeyPair::generate().unwrap().serialize_der();
    check("PKCS#1", sequence(&[ZERO, &number, b"\x02\x03\x01\x00\x01", &number]), Some(KEY));
    check("PKCS#8", sequence(&[ZERO, &rsa, &octets]), Some(KEY));
    check("PKCS#8 of a program", generated, Some(KEY));
    check("PKCS#8 with attributes", sequence(&[ONE, &rsa, &octets, b"\xa0\x00"]), Some(KEY));
    check("PKCS#8 with a password", sequence(&[&encrypted, &octets]), Some(KEY));
    check("SEC1", sequence(&[ONE, &octets, b"\xa0\x00"]), Some(KEY));
    check("PKCS#12", sequence(&[THREE, &contents, b"\x30\x00"]), Some(STORE));
    let cut = sequence(&[ZERO, &number]);
    check("something shorter", &cut[..cut.len() - 1], None);
    let endless = [b"\x30\x80", ZERO, &rsa, &der(0x04, &[&[0x5a; 108]])].concat();
    assert_eq!(endless.len(), 2 + 0x80);
    check("a length that is not known in advance", endless, None);
}

#[test]
fn a_packet_of_openpgp_may_have_its_length_in_several_forms() {
    // Version 4, made in 2021, for RSA.
    let key = [&[4, 0x60, 0, 0, 0, 1], [0x5a; 300].as_slice()].concat();
    for (tag, is_secret) in [(5, true), (6, false), (7, true), (13, false)] {
        let expected = is_secret.then_some(KEY);
        for length in [&[100][..], &[192, 114], &[255, 0, 0, 1, 50]] {
            check("new form", [&[0xc0 | tag], length, &key].concat(), expected);
        }
        check("old form", [&[0x80 | tag << 2, 100][..], &key].concat(), expected);
    }
}

#[test]
fn certificates_and_public_keys_are_no_secrets() {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["example.org".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let request = params.serialize_request(&key).unwrap();
    check("certificate", certificate.der(), None);
    check("certificate in PEM", certificate.pem(), None);
    check("request", request.der(), None);
    check("public key", rcgen::PublicKeyData::subject_public_key_info(&key), None);
    check("public key in PEM", key.public_key_pem(), None);
    for (name, text) in [
        ("OpenSSH", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFc me@example.org\n"),
        (
            "PGP",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEY\n-----END PGP PUBLIC KEY BLOCK-----\n",
        ),
        ("PGP message", "-----BEGIN PGP MESSAGE-----\n\nhF4D\n-----END PGP MESSAGE-----\n"),
        ("age", "# public key: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n"),
        (
            "age, encrypted",
            "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
        ),
        (
            "minisign",
            "untrusted comment: minisign public key\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n",
        ),
        (
            "JWK",
            r#"{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        ),
        ("WireGuard", "[Peer]\nPublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n"),
        ("words", "grep -r -- '-----BEGIN PRIVATE KEY-----' .\nPrivateKey = yours\n"),
        ("a form", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n"),
        ("a program", "if line.endswith(\"PRIVATE KEY-----\"):\n    skip = True\n"),
    ] {
        check(name, text, None);
    }
    check("PGP, binary", b"\x98\x33\x04\x63\x11\x22\x33\x16\x09\x2b", None);
    check("nothing", b"", None);
    check("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None);
}

#[test]
fn keys_in_texts_are_known_wherever_they_stand() {
    const BODY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n";
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{BODY}-----END PRIVATE KEY-----\n");
    let marked = [b"\xef\xbb\xbf", pem.as_bytes()].concat();
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(pem.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let chain = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".repeat(100) + &pem;
    check("alone", &pem, Some(KEY));
    check("with a byte order mark", marked, Some(KEY));
    check("in UTF-16", wide, Some(KEY));
    check("behind words", format!("Bag Attributes\n    friendlyName: me\n{pem}"), Some(KEY));
    check("behind certificates", &chain, Some(KEY));
    check("in a long text", chain + &"# more\n".repeat(LONG_GLANCE), Some(KEY));
    check("behind many words", "some words\n".repeat(GLANCE) + &pem, Some(KEY));
    let told = "some words\n".repeat(GLANCE) + "BEGIN with a PrivateKey of your own\n";
    check("words of a key behind many words", told, None);
    check("indented", format!("key: |\n  {}", pem.replace('\n', "\n  ")), Some(KEY));
    check(
        "in a string",
        format!("{{\"private_key\": \"{}\"}}", pem.replace('\n', "\\n")),
        Some(KEY),
    );
    check("with line ends of DOS", pem.replace('\n', "\r\n"), Some(KEY));
    for label in [
        "RSA PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
        "OpenVPN Static key V1",
    ] {
        check(label, format!("-----BEGIN {label}-----\n\n{BODY}"), Some(KEY));
    }
    check(
        "with headers",
        format!("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{BODY}"),
        Some(KEY),
    );
    check(
        "ssh.com",
        format!("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"me\"\n{BODY}"),
        Some(KEY),
    );
}

#[test]
fn keys_of_programs_are_known() {
    let signing = |length: usize| {
        use base64::Engine;
        let key = [b"EdSc".to_vec(), vec![7; length - 4]].concat();
        format!("untrusted comment: me\n{}\n", base64::prelude::BASE64_STANDARD.encode(key))
    };
    check("minisign", signing(158), Some(KEY));
    check("signify", signing(104), Some(KEY));
    check("a signature", signing(74), None);
    for (name, text) in [
        ("PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"),
        (
            "age",
            "# created: 2026-01-01\n# public key: age1\nAGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZ\n",
        ),
        ("GnuPG", "Created: 20260101T000000\nKey: (protected-private-key (ecc (curve Ed25519)\n"),
        ("GnuPG before", "(21:protected-private-key(3:rsa"),
        ("Tor", "== ed25519v1-secret: type0 ==\0\0\0\x01"),
        ("BIND", "Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\n"),
        ("WireGuard", "[Interface]\nPrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n"),
        (
            "JWK",
            r#"{"kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "x": "11qYAYKx"}"#,
        ),
        (
            "JWK set",
            r#"{"keys": [{"kty": "RSA", "n": "0vx7", "e": "AQAB"}, {"kty": "oct", "k": "AyM1Sys"}]}"#,
        ),
    ] {
        check(name, text, Some(KEY));
    }
    check("KeePass", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\0\x04\0", Some(VAULT));
}

#[test]
fn secret_keys_of_openpgp_are_known() {
    for (name, bytes) in [
        ("short", &b"\x94\x10\x04\x63\x11\x22\x33\x16\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01"[..]),
        ("long", &[b"\x95\x01\x00\x04\x63\x11\x22\x33\x01\x08\x00", &[7; 300][..]].concat()),
        ("new", b"\xc5\x58\x04\x63\x11\x22\x33\x16\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01"),
        ("newest", b"\xc5\x4b\x06\x63\x11\x22\x33\x1b\0\0\0\x20"),
        (
            "one below another",
            b"\x9c\x10\x04\x63\x11\x22\x33\x12\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01",
        ),
    ] {
        check(name, bytes, Some(KEY));
    }
}

#[test]
fn stores_of_java_are_known_unless_they_hold_certificates_only() {
    let header = |count: u8| [b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0", &[count][..]].concat();
    let certificate = [b"\0\0\0\x02\0\x02ca", &[0; 8][..], b"\0\x05X.509\0\0\0\x03abc"].concat();
    let key = [b"\0\0\0\x01\0\x02me", &[0; 8][..], b"\0\0\0\x03abc"].concat();
    let sum = [1; 20];
    check("of a key", [header(1), key.clone(), sum.to_vec()].concat(), Some(STORE));
    let trusted = [header(2), certificate.clone(), certificate.clone(), sum.to_vec()].concat();
    check("of certificates", trusted, None);
    check("of both", [header(2), certificate, key, sum.to_vec()].concat(), Some(STORE));
}

#[test]
fn whatever_the_bytes_a_look_at_them_ends() {
    use proptest::prelude::*;
    proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..200), size in any::<u64>())| {
        let _ = in_file(&bytes, size, || Ok::<_, Infallible>(bytes.clone()));
        let _ = der::secret(&[b"\x30\x84", &bytes[..]].concat(), size);
        let _ = binary::secret(&[b"\xfe\xed\xfe\xed", &bytes[..]].concat(), size);
    });
}
