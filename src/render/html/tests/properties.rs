//! Properties of every web page, tried on pages that nobody would write.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use scraper::{Html, Selector};

use super::*;
use crate::render::tests::properties::{check_all_found, page};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(1866), ..ProptestConfig::default() })]

    #[test]
    fn every_page_is_valid_html_and_loses_no_word(page in page()) {
        let written = html(&page, &around());
        let parsed = Html::parse_document(&written);
        assert!(parsed.errors.is_empty(), "{:?} in {written}", parsed.errors);
        let text = |it: scraper::ElementRef<'_>| {
            let images = Selector::parse("img").unwrap();
            let alts: Vec<&str> = it.select(&images).filter_map(|it| it.attr("alt")).collect();
            it.text().collect::<String>() + " " + &alts.join(" ")
        };
        check_all_found(&page, &text(parsed.root_element()));
    }

    #[test]
    fn each_place_has_one_name_and_each_link_within_the_page_leads_to_one(page in page()) {
        let written = html(&page, &around());
        let parsed = Html::parse_document(&written);
        let named = Selector::parse("[id]").unwrap();
        let mut ids = HashSet::new();
        for id in parsed.select(&named).filter_map(|it| it.attr("id")) {
            assert!(ids.insert(id.to_owned()) && !id.is_empty(), "{id:?} twice in {written}");
        }
        let links = Selector::parse("a[href^='#']").unwrap();
        let hrefs = parsed.select(&links).filter_map(|it| it.attr("href")?.strip_prefix('#'));
        for name in hrefs {
            let id = percent_encoding::percent_decode_str(name).decode_utf8().unwrap();
            assert!(ids.contains(&*id), "{name} is no place in {written}");
        }
    }
}
