use super::*;

#[test]
fn what_could_not_be_opened_for_want_of_descriptors_is_not_taken_for_gone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::open(dir.path()).unwrap();
    let gone = folder.whole(|| Ok(folder.read("page.md").ok())).unwrap();
    assert!(gone.is_none() && !folder.fell_short());
    // As what reads a page reads what it includes: what can't be had is left out.
    let read = || folder.reach(|| Err::<Vec<u8>, _>(descriptors::shortage())).ok();
    assert!(descriptors::is_short(&folder.whole(|| Ok(read())).unwrap_err()));
    assert!(folder.fell_short());
    assert!(folder.whole(|| Ok(folder.read("page.md").ok())).is_ok());
}

#[test]
fn a_folder_that_links_may_lead_to_need_not_be_there() {
    let dir = tempfile::tempdir().unwrap();
    let others = [dir.path().join("none"), dir.path().to_owned()];
    assert!(Folder::open_with_links_to(dir.path(), &others).is_ok());
    assert!(Folder::open_with_links_to(&others[0], &[]).is_err());
}
