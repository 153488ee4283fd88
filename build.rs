//! Asks the linker to pack relocations, which makes the program 5 % smaller, where the C library
//! can unpack them: glibc since 2.36. It runs `getconf` and nothing else. Lists the pages of the
//! manual, for `propus help`.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// The pages of the manual.
const MANUAL: &str = "capsule/manual";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={MANUAL}");
    if is_native_gnu() && glibc() >= Some((2, 36)) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    let pages = pages(&Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(MANUAL))?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("manual.rs"), pages)?;
    Ok(())
}

/// A list of the pages in a folder, by their names without the ending, and of their texts.
fn pages(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.file_stem().unwrap_or_default();
        list += &format!("Page {{ name: {name:?}, source: include_str!({file:?}) }},\n");
    }
    Ok(list + "]\n")
}

/// Whether the program is for this machine's own C library. Of processors the one whose linker
/// comes with Rust.
fn is_native_gnu() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    env::var("TARGET") == env::var("HOST")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
}

/// The version of this machine's C library.
fn glibc() -> Option<(u32, u32)> {
    let output = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
