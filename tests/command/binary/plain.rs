//! Spartan, Nex and Finger, as the program serves them: several hosts, in its sandbox, with a log.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::clients_support::server::{Server, folder_of};

/// What comes for some bytes.
fn ask(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_request_that_names_its_host_gets_that_and_others_have_addresses_of_their_own() {
    let folder = folder_of(&[
        ("a/index.md", "# Home of A\n"),
        ("a/plan.md", "# Plan of A\n"),
        ("b/index.md", "# Home of B\n"),
        (
            "propus.toml",
            "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\nspartan = '127.0.0.1:0'\n\
             nex = '127.0.0.1:0'\nfinger = '127.0.0.1:0'\n\
             [content]\nfooter = 'off'\n\
             [[host]]\nname = 'a.example'\ncapsule = 'a'\nfinger-page = '/plan'\n\
             public-spartan-port = 300\n\
             [[host]]\nname = 'b.example'\ncapsule = 'b'\nnex = '127.0.0.1:0'\n",
        ),
    ]);
    let server = Server::configured(&folder.path().join("propus.toml"), "a.example");
    let spartan = server.port_of("spartan://b.example");
    assert_eq!(ask(spartan, "a.example / 0\r\n"), "2 text/gemini\r\n# Home of A\n");
    assert_eq!(ask(spartan, "b.example / 0\r\n"), "2 text/gemini\r\n# Home of B\n");
    assert_eq!(ask(spartan, "c.example / 0\r\n"), "4 That host is not served here\r\n");
    assert_eq!(server.port_of("spartan://a.example"), 0, "readers see the usual port");
    let [of_a, of_b] = ["a", "b"].map(|host| server.port_of(&format!("nex://{host}.example")));
    assert_eq!(ask(of_a, "\n"), "Home of A\n=========\n");
    assert_eq!(ask(of_b, "\n"), "Home of B\n=========\n");
    let finger = server.port_of("finger://a.example");
    assert_eq!(ask(finger, "\r\n"), "Plan of A\r\n=========\r\n");
    server.says("b.example is not on Finger: no request there names its host");
    for line in [
        "protocol=\"spartan\" host=\"b.example\" path=\"/\" status=20",
        "protocol=\"nex\" host=\"a.example\" path=\"\" status=20",
        "protocol=\"finger\" host=\"a.example\" path=\"\" status=20",
    ] {
        server.says(line);
    }
}

#[test]
fn a_proxy_tells_whose_request_it_is_on_each_of_them() {
    let site = folder_of(&[("index.md", "# Home\n")]);
    let options = [
        "--spartan",
        "127.0.0.1:0",
        "--nex",
        "127.0.0.1:0",
        "--finger",
        "127.0.0.1:0",
        "--proxy-from",
        "127.0.0.1",
        "--footer",
        "off",
    ];
    let server = Server::with(site.path(), &options);
    for (scheme, line, expected) in [
        ("spartan", "localhost / 0\r\n", "2 text/gemini\r\n# Home\n"),
        ("nex", "/\n", "Home\n====\n"),
        ("finger", "\r\n", "Home\r\n====\r\n"),
    ] {
        let port = server.port_of(&format!("{scheme}://localhost"));
        let header = "PROXY TCP4 192.0.2.7 192.0.2.8 5000 300\r\n";
        assert_eq!(ask(port, &format!("{header}{line}")), expected, "{scheme}");
    }
}
