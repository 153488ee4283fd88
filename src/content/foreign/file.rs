//! `ForeignFile`: the files in which authors set something for another server.

/// Files of settings that other servers have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum ForeignFile {
    /// agate: types, parameters and whole headers of files.
    Meta,
    /// agate: this folder may be listed; its text stands above.
    ListingOk,
    /// Molly Brown: settings of a folder and what is below it.
    Molly,
    /// Molly Brown: the text above the listing.
    MollyHead,
    /// gophernicus: the title of a folder.
    Gophertag,
}

impl ForeignFile {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Meta, Self::ListingOk, Self::Molly, Self::MollyHead, Self::Gophertag];

    /// The name of such a file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Meta => ".meta",
            Self::ListingOk => ".directory-listing-ok",
            Self::Molly => ".molly",
            Self::MollyHead => ".mollyhead",
            Self::Gophertag => "gophertag",
        }
    }

    /// The server that it is for.
    pub(super) fn server(self) -> &'static str {
        match self {
            Self::Meta | Self::ListingOk => "agate",
            Self::Molly | Self::MollyHead => "Molly Brown",
            Self::Gophertag => "gophernicus",
        }
    }
}
