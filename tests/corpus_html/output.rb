# What the corpus needs of Jekyll besides Jekyll: blocks and tags of a plugin that the pages use, and the output of
# each page in a file named like its source.
require "fileutils"

class Transparent < Liquid::Block
end

class Nothing < Liquid::Tag
  def render(_context) = ""
end

# What a plugin shows of another site: here a link or a picture, since the page that it would load is not ours.
class Elsewhere < Liquid::Tag
  SHOWN = {
    "youtube" => ->(id) { %(<a href="https://www.youtube.com/watch?v=#{id}">YouTube video</a>) },
    "gist" => ->(id, file = nil) { %(<a href="https://gist.github.com/#{id}">Gist: #{file}</a>) },
    "avatar" => ->(user) { %(<img src="https://github.com/#{user}.png" alt="#{user}">) },
  }.freeze

  def initialize(name, arguments, options)
    super
    @shown = SHOWN.fetch(name).call(*arguments.split)
  end

  def render(_context) = @shown
end

Elsewhere::SHOWN.each_key { |name| Liquid::Template.register_tag(name, Elsewhere) }
%w[tabs tab altDetails details].each { |name| Liquid::Template.register_tag(name, Transparent) }
%w[unknown_tag seo].each { |name| Liquid::Template.register_tag(name, Nothing) }

Jekyll::Hooks.register [:pages, :documents], :post_render do |page|
  place = File.join(ENV.fetch("CORPUS_HTML"), page.relative_path.sub(/\.\w+\z/, ".html"))
  FileUtils.mkdir_p(File.dirname(place))
  File.write(place, page.output)
end
