#!/bin/sh
# Makes the HTML that the pages of the corpus are measured against, without propus: plain pages by markdown-it, pages of
# the Jekyll site by Jekyll (4.3, with kramdown-parser-gfm). Needs npm and jekyll.
#
#     sh tests/corpus_html/make.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$here/../corpus
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rm -rf "$here"/*.html "$here/jekyll"
mkdir -p "$here/jekyll"

npm install --silent --no-audit --no-fund --prefix "$work" \
    markdown-it@14 markdown-it-footnote@4 markdown-it-deflist@3 >/dev/null
node "$here/render.mjs" "$work" "$corpus" "$here"

cp -r "$corpus/jekyll" "$work/site"
find "$work/site" \( -name '*.gmi' -o -name '*.menu' -o -name '*.txt' \) -delete
mkdir -p "$work/site/_plugins"
cp "$here/output.rb" "$work/site/_plugins/"
CORPUS_HTML=$here/jekyll jekyll build --quiet --source "$work/site" --destination "$work/built"
