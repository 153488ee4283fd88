//! A disk without any room left, and a folder that can't be written to.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use super::writer::Program;
use super::{PI, begins};

/// A disk of its own, of two megabytes of memory.
struct Disk(PathBuf);

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[tokio::test]
#[ignore = "mounts a disk, as root may"]
async fn on_a_full_disk_an_upload_leaves_all_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs"];
    let mounted = Command::new("mount").args(options).arg(folder.path()).status().unwrap();
    assert!(mounted.success(), "no disk can be mounted here");
    let disk = Disk(folder.path().to_owned());
    let program = Program::in_folder(folder, &[("index.md", "# Home\n"), ("pi.md", PI)], true);
    let (anna, port) = (program.anna(), program.port());
    let filler = disk.0.join("filler");
    let mut file = File::create(&filler).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    for size in [200_000, 5000] {
        let text = "x".repeat(size);
        for (path, name) in [("/pi", "pi.md"), ("/new", "new.md")] {
            let line = format!("titan://example.org:{port}{path};size={size};token=replace");
            begins(&anna.send(&line, text.as_bytes()).await, "40 ");
            assert_eq!(
                if program.has(name) { program.file(name) } else { String::new() },
                match name {
                    "pi.md" => PI,
                    _ => "",
                }
            );
        }
    }
    let names = fs::read_dir(program.site()).unwrap().count();
    assert_eq!(names, 2, "something was left over");
    fs::remove_file(&filler).unwrap();
    drop(file);
    let line = format!("titan://example.org:{port}/pi;size=5;token=replace");
    begins(&anna.send(&line, b"Four\n").await, "30 ");
    drop(program);
}
