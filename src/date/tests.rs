use super::*;

#[test]
fn dates_are_read_in_every_spelling() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let cases = [
        ("2026-05-04", "2026-05-04T00:00:00+02:00"),
        ("2026-5-4", "2026-05-04T00:00:00+02:00"),
        ("2026/05/04", "2026-05-04T00:00:00+02:00"),
        ("20260504", "2026-05-04T00:00:00+02:00"),
        ("May 4, 2026", "2026-05-04T00:00:00+02:00"),
        ("4 May 2026", "2026-05-04T00:00:00+02:00"),
        ("2026-05-04 10:30", "2026-05-04T10:30:00+02:00"),
        ("2026-05-04 10:30:15", "2026-05-04T10:30:15+02:00"),
        ("2026-05-04T10:30:15", "2026-05-04T10:30:15+02:00"),
        ("2026-05-04 10:30:15 +0000", "2026-05-04T12:30:15+02:00"),
        ("2026-05-04 10:30 -0500", "2026-05-04T17:30:00+02:00"),
        ("2026-05-04 10:30:15 -05:00", "2026-05-04T17:30:15+02:00"),
        ("2026-05-04T10:30:15Z", "2026-05-04T12:30:15+02:00"),
        ("2026-05-04T10:30:15.5+02:00", "2026-05-04T10:30:15.5+02:00"),
        ("2026-05-04 10:30:15 UTC", "2026-05-04T12:30:15+02:00"),
        ("Mon, 04 May 2026 10:30:15 +0200", "2026-05-04T10:30:15+02:00"),
    ];
    for (text, expected) in cases {
        let found = parse(text, &zone).map(|it| it.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string());
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_time_to_the_second_without_offset_is_in_utc_where_yaml_reads_it() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let cases = [
        ("2013-05-21 03:02:39", "2013-05-20T23:02:39-04:00"),
        ("2013-5-21T3:02:39.5", "2013-05-20T23:02:39.5-04:00"),
        ("2013-05-21 03:02", "2013-05-21T03:02:00-04:00"),
        ("2013-05-21 03:02:39 -0400", "2013-05-21T03:02:39-04:00"),
        ("2013/05/21 03:02:39", "2013-05-21T03:02:39-04:00"),
        ("2013-05-21", "2013-05-21T00:00:00-04:00"),
    ];
    for (text, expected) in cases {
        let found = parse_yaml(text, &zone).unwrap();
        assert_eq!(found.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string(), expected, "{text}");
    }
    for text in ["", "2013-05-21 03:02:", "2013-05-21 03:02:39.x", "x-1-1 1:00:00"] {
        assert!(!is_yaml_time(text), "{text}");
    }
}

/// Each as `Time.parse` of Ruby 3.1 reads it in Berlin.
#[test]
fn dates_are_read_as_ruby_reads_them() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let cases = [
        ("05.10.2021", "2021-10-05T00:00:00+02:00"),
        ("5-oct-2021", "2021-10-05T00:00:00+02:00"),
        ("5 october 2021", "2021-10-05T00:00:00+02:00"),
        ("5th October 2021", "2021-10-05T00:00:00+02:00"),
        ("1st May 2026", "2026-05-01T00:00:00+02:00"),
        ("22nd sep 2020", "2020-09-22T00:00:00+02:00"),
        ("3rd Mar 2020", "2020-03-03T00:00:00+01:00"),
        ("Oct 2021", "2021-10-01T00:00:00+02:00"),
        ("21/10/5", "2021-10-05T00:00:00+02:00"),
        ("21/10/05", "2021-10-05T00:00:00+02:00"),
        ("69-10-05", "1969-10-05T00:00:00+01:00"),
        ("68-10-05", "2068-10-05T00:00:00+02:00"),
        ("5 Oct 21", "2021-10-05T00:00:00+02:00"),
        ("5 Oct 99", "1999-10-05T00:00:00+02:00"),
        ("Oct 5 2021 3pm", "2021-10-05T15:00:00+02:00"),
        ("2021-10-05 3:04 pm", "2021-10-05T15:04:00+02:00"),
        ("2021-10-05 3:04:05.25pm", "2021-10-05T15:04:05.25+02:00"),
        ("2021-10-05 12:30 am", "2021-10-05T00:30:00+02:00"),
        ("2021-10-05 12:30 pm", "2021-10-05T12:30:00+02:00"),
        ("2021-10-05 10:00 GMT", "2021-10-05T12:00:00+02:00"),
        ("2021-10-05 10:00 EST", "2021-10-05T17:00:00+02:00"),
        ("2021-10-05 10:30 +01", "2021-10-05T11:30:00+02:00"),
        ("2021-10-05 10:30 -0130", "2021-10-05T14:00:00+02:00"),
        ("10:30 5 Oct 2021", "2021-10-05T10:30:00+02:00"),
        ("Tue Oct  5 10:30:00 UTC 2021", "2021-10-05T12:30:00+02:00"),
        ("20211005T1030", "2021-10-05T10:30:00+02:00"),
    ];
    for (text, expected) in cases {
        let found = lenient(text, &Timestamp::UNIX_EPOCH, &zone);
        let found = found.map(|it| it.with_time_zone(zone.clone()));
        let found = found.map(|it| it.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string());
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
}

/// It is half past midnight in Berlin, and the day before elsewhere.
#[test]
fn what_is_missing_above_is_as_now_and_what_is_missing_below_the_first() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let now = "2021-10-05T22:30:00Z".parse().unwrap();
    let read = |text: &str| lenient(text, &now, &zone).map(|it| it.to_string());
    let cases = [
        ("10:30", "2021-10-06T10:30:00+02:00[Europe/Berlin]"),
        ("10:30 EST", "2021-10-05T10:30:00-05:00[-05:00]"),
        ("10:30:60", "2021-10-06T10:30:59+02:00[Europe/Berlin]"),
        ("May", "2021-05-01T00:00:00+02:00[Europe/Berlin]"),
        ("May 7", "2021-05-07T00:00:00+02:00[Europe/Berlin]"),
        ("May 2020", "2020-05-01T00:00:00+02:00[Europe/Berlin]"),
        ("11/7", "2021-11-07T00:00:00+01:00[Europe/Berlin]"),
        ("13", "2021-10-13T00:00:00+02:00[Europe/Berlin]"),
        ("2020 10:30", "2020-01-01T10:30:00+01:00[Europe/Berlin]"),
        ("12am 7 May", "2021-05-07T00:00:00+02:00[Europe/Berlin]"),
        ("12pm 7 May", "2021-05-07T12:00:00+02:00[Europe/Berlin]"),
        ("11am 7 May", "2021-05-07T11:00:00+02:00[Europe/Berlin]"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["", "soon", "2021", "5 2021", "31 February", "25:00", "10:30 +9999"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert!(read(&format!("May{}", " ".repeat(LONGEST - 3))).is_some());
    assert_eq!(read(&format!("May{}", " ".repeat(LONGEST - 2))), None);
}

#[test]
fn a_month_alone_begins_on_its_first_day() {
    let date = parse("2021-10", &TimeZone::UTC).unwrap();
    assert_eq!(date.date().to_string(), "2021-10-01");
}

#[test]
fn what_is_no_date_is_none() {
    for text in ["", "soon", "2026-13-01", "2026-02-30", "12", "May", "21-10", "2021/10", "2021105"]
    {
        assert_eq!(parse(text, &TimeZone::UTC), None, "{text}");
    }
}

#[test]
fn zones_are_known_by_name_and_by_number() {
    let cases = [
        ("z", 0),
        ("gmt", 0),
        ("west", 3600),
        ("cet", 3600),
        ("eet", 7200),
        ("msk", 10_800),
        ("ist", 19_800),
        ("jst", 32_400),
        ("edt", -14_400),
        ("cdt", -18_000),
        ("cst", -21_600),
        ("mst", -25_200),
        ("pdt", -25_200),
        ("pst", -28_800),
        ("utc+2", 7200),
        ("gmt-3", -10_800),
        ("+05:45", 20_700),
        ("-0730", -27_000),
        ("-073015", -27_015),
    ];
    for (zone, seconds) in cases {
        assert_eq!(offset(zone), Some(seconds), "{zone}");
    }
    for zone in ["", "x", "+", "1", "utc2", "+1a", "+1234567"] {
        assert_eq!(offset(zone), None, "{zone}");
    }
}

#[test]
fn a_text_that_is_longer_than_any_date_is_none() {
    let day = |length: usize| parse(&format!("{:length$}", "2024-05-01"), &TimeZone::UTC);
    assert!(day(10).is_some() && day(128).is_some() && day(129).is_none());
}
