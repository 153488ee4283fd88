# What the corpus needs of Jekyll besides Jekyll: blocks and tags of a plugin that the pages use, and the output of
# each page in a file named like its source.
require "fileutils"

class Transparent < Liquid::Block
end

class Nothing < Liquid::Tag
  def render(_context) = ""
end

%w[tabs tab altDetails].each { |name| Liquid::Template.register_tag(name, Transparent) }
Liquid::Template.register_tag("unknown_tag", Nothing)

Jekyll::Hooks.register [:pages, :documents], :post_render do |page|
  place = File.join(ENV.fetch("CORPUS_HTML"), page.relative_path.sub(/\.\w+\z/, ".html"))
  FileUtils.mkdir_p(File.dirname(place))
  File.write(place, page.output)
end
