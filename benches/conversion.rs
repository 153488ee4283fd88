//! Text to text: Markdown to gemtext and to a menu, beside pulldown-cmark alone to HTML; and a
//! template filled in.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark; criterion's macro makes a public function"
)]

#[path = "../tests/support/liquid/mod.rs"]
mod liquid_support;

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use liquid_support::Nowhere;
use propus::document::{Document, Resolve, Target};
use propus::form::Protocol;
use propus::origin::Origin;
use propus::parse::{self, Dialect, Kramdown};
use propus::render::{self, LinkStyle, MenuStyle};
use propus::template::liquid;
use propus::template::liquid::Value;

/// As in the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The dialect of Jekyll's sites.
const KRAMDOWN: Dialect =
    Dialect { kramdown: Some(Kramdown::JEKYLL), definitions: true, smart: true, ..Dialect::PLAIN };

const SMALL: &str = "# A small page\n\nIt has a [link](/other) and *two* sentences. This is the second.\n\n- one\n- two\n";
const ARTICLE: &str = include_str!("../capsule/_systems/paxos.md");
const TEMPLATE: &str = "{% assign here = page.title | upcase %}# {{ here }}\n\n{% for item in page.items %}\
                        {% if item.year > 2010 %}- [{{ item.name | escape }}]({{ item.url | relative_url }}), \
                        {{ item.year }}{% unless forloop.last %};{% endunless %}\n{% endif %}{% endfor %}\n";

/// Takes every link for one that leads out.
struct Outward;

impl Resolve for Outward {
    fn resolve(&self, reference: &str) -> Target {
        Target::External(reference.to_owned())
    }
}

fn markdown(criterion: &mut Criterion) {
    let article = without_front_matter(ARTICLE);
    let large = article.repeat(1_000_000 / article.len() + 1);
    for (name, text) in [("small", SMALL), ("article", article), ("1 MB", &large)] {
        let mut group = criterion.benchmark_group("markdown");
        group.throughput(Throughput::Bytes(text.len() as u64));
        if text.len() > 100_000 {
            group.sample_size(20);
        }
        convert(&mut group, name, text);
    }
}

fn without_front_matter(page: &str) -> &str {
    page.splitn(3, "---\n").nth(2).expect("front matter")
}

fn convert(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, text: &str) {
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
    group.bench_with_input(BenchmarkId::new("gemtext", name), text, |bencher, text| {
        bencher.iter(|| render::gemtext(&read(text), LinkStyle::default()));
    });
    group.bench_with_input(BenchmarkId::new("menu", name), text, |bencher, text| {
        bencher.iter(|| {
            render::wire_menu::write(&render::menu(
                &read(text),
                &origin,
                MenuStyle { width: 67, ascii: false },
            ))
        });
    });
    group.bench_with_input(BenchmarkId::new("parsed only", name), text, |bencher, text| {
        bencher.iter(|| read(text));
    });
    group.bench_with_input(
        BenchmarkId::new("pulldown-cmark to HTML", name),
        text,
        |bencher, text| {
            bencher.iter(|| html(text));
        },
    );
}

fn read(text: &str) -> Document {
    let blocks = parse::markdown(black_box(text), KRAMDOWN, &Outward).blocks;
    Document { blocks, ..Document::default() }
}

fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 3 / 2);
    let options = pulldown_cmark::Options::all();
    pulldown_cmark::html::push_html(
        &mut html,
        pulldown_cmark::Parser::new_ext(black_box(text), options),
    );
    html
}

fn template(criterion: &mut Criterion) {
    let item = |number: i64| {
        let name = Value::text(format!("Talk {number} & more"));
        let url = Value::text(format!("/talks/{number}/"));
        Value::object([("name", name), ("url", url), ("year", Value::Int(2000 + number))])
    };
    let page = Value::object([
        ("title", Value::text("talks")),
        ("items", Value::array((0..30).map(item))),
    ]);
    let scope: liquid::Fields = [("page", page)].into_iter().collect();
    let site = Nowhere::default();
    let rendered =
        liquid::render(TEMPLATE, &scope, &site, &liquid::Meter::new(liquid::Limits::default()));
    assert!(rendered.diagnostics.is_empty(), "{:?}", rendered.diagnostics);
    let mut group = criterion.benchmark_group("liquid");
    group.throughput(Throughput::Bytes(rendered.text.len() as u64));
    group.bench_function("a list of 30", |bencher| {
        bencher.iter(|| {
            liquid::render(
                black_box(TEMPLATE),
                &scope,
                &site,
                &liquid::Meter::new(liquid::Limits::default()),
            )
        });
    });
    group.finish();
}

criterion_group!(benches, markdown, template);
criterion_main!(benches);
