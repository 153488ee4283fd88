//! The store, and what does not go together in its table.

use super::{check_fault, config, read};
use crate::config::StoreConfig;

#[test]
fn a_store_has_members_and_a_name() {
    let text = "[store]\netcd = ['https://10.0.0.1:2379', 'https://[fd00::2]:2379']\nca = 'ca.pem'\n\
                certificate = 'a.pem'\nkey = 'a.key'\nbox = 'attic'\n";
    let StoreConfig { members, prefix, name, certificate, user, .. } = read(text).store.unwrap();
    assert_eq!(members, ["10.0.0.1:2379".parse().unwrap(), "[fd00::2]:2379".parse().unwrap()]);
    assert_eq!((prefix.as_str(), name.as_str(), user), ("/propus", "attic", None));
    assert_eq!(certificate, Some(("/etc/propus/a.pem".into(), "/etc/propus/a.key".into())));
    let unnamed = read("[store]\netcd = ['http://10.0.0.1:2379']\n").store.unwrap();
    assert!(!unnamed.name.is_empty());
    assert_eq!(read("[log]\n").store, None);
}

#[test]
fn what_does_not_go_together_is_said() {
    let plain = "etcd = ['http://10.0.0.1:1']\n";
    let sealed = "etcd = ['https://10.0.0.1:1']\nca = 'ca'\n";
    for (table, words) in [
        (String::new(), "etcd"),
        ("etcd = []\n".to_owned(), "no member"),
        ("etcd = ['http://10.0.0.1:1', 'https://10.0.0.2:1']\n".to_owned(), "all by http://"),
        ("etcd = ['https://10.0.0.1:1']\n".to_owned(), "write ca"),
        (format!("{plain}ca = 'ca'\n"), "https://"),
        (format!("{sealed}certificate = 'a'\n"), "go together"),
        (format!("{plain}user = 'a'\n"), "go together"),
        (format!("{plain}box = 'a/b'\n"), "letters, digits"),
    ] {
        check_fault(&format!("[store]\n{table}"), "1:1", &[words]);
    }
    let named = config(&[], Some("[store]\netcd = ['http://etcd.example.org:2379']\n"));
    assert!(named.unwrap_err().to_string().contains("IP address"));
}
