//! Templates with the filters that Jekyll adds or changes.

/// Templates that render alike.
pub(crate) const SAME: &[&str] = &[
    "{{ '/a/' | relative_url }} {{ 'a/b' | relative_url }} {{ '' | relative_url }} {{ 'https://x.org/y' | relative_url }}",
    "{{ '/a/' | absolute_url }} {{ 'a b' | absolute_url }} {{ '/ü' | absolute_url }} {{ nil | absolute_url }}",
    "{{ '' | absolute_url }} {{ '/' | relative_url }} {{ '/a?b=c#d' | relative_url }} {{ '/a%20b' | relative_url }}",
    "{{ '/x/index.html' | strip_index }} {{ '/x/y.html' | strip_index }}",
    "{{ date | date_to_string }} {{ date | date_to_string: 'ordinal' }} {{ date | date_to_string: 'ordinal', 'US' }}",
    "{{ date | date_to_long_string }} {{ day | date_to_long_string: 'ordinal' }} {{ '2016-03-11' | date_to_string: 'ordinal' }}",
    "{{ '2016-03-21' | date_to_string: 'ordinal' }} {{ '2016-03-22' | date_to_string: 'ordinal' }} {{ '2016-03-23' | date_to_string: 'ordinal' }}",
    "{{ date | date_to_xmlschema }} {{ date | date_to_rfc822 }} {{ day | date_to_xmlschema }} {{ seconds | date_to_rfc822 }}",
    "{{ quotes | xml_escape }} {{ 'a b&ü/' | cgi_escape }} {{ 'a b/ü?[x]&' | uri_escape }} {{ 'a%20b' | uri_escape }}",
    "{{ ' a  b \n c ' | normalize_whitespace }}",
    "{{ text | number_of_words }} {{ 'a 日本 b' | number_of_words: 'cjk' }} {{ 'a 日本 b' | number_of_words: 'auto' }} {{ 'a b' | number_of_words: 'auto' }} {{ 'a 日本' | number_of_words }}",
    "{{ list | array_to_sentence_string }} {{ words | array_to_sentence_string: 'or' }} {{ page.tags | array_to_sentence_string }} {{ empty_list | array_to_sentence_string }}",
    "{{ page | jsonify }} {{ list | jsonify }} {{ nil | jsonify }} {{ quotes | jsonify }} {{ floats | jsonify }} {{ lines | jsonify }}",
    "{{ map | inspect }} {{ quotes | inspect }} {{ gaps | inspect }} {{ page.f | inspect }} {{ nil | inspect }}",
    "{{ 'The _config.yml file' | slugify }} {{ 'The _config.yml file' | slugify: 'pretty' }} {{ 'The _config.yml file' | slugify: 'raw' }}",
    "{{ accents | slugify }} {{ accents | slugify: 'ascii' }} {{ accents | slugify: 'none' }} {{ 'Ünï Çödé' | slugify: 'latin' }}",
    "{{ '--a--b--' | slugify }} {{ 'a & b' | slugify: 'pretty' }} {{ 'x² ½ ①' | slugify }} {{ 'हिन्दी' | slugify }}",
    "{{ people | where: 'name', 'Bob' | map: 'age' }} {{ people | where: 'age', 30 | map: 'name' }} {{ people | where: 'age', '30' | map: 'name' }}",
    "{{ people | where: 'likes', 'tea' | map: 'name' | join }} {{ people | where: 'age', nil | map: 'name' }} {{ people | where: 'in.deep', 2 | map: 'name' }}",
    "{{ people | where: 'none', 'x' | size }} {{ text | where: 'a', 'b' }}",
    "{{ people | where_exp: 'p', 'p.age > 20' | map: 'name' }} {{ people | where_exp: 'p', 'p.age == 20 or p.weight' | map: 'name' | join }}",
    "{{ people | where_exp: 'p', 'p.likes contains \"rum\"' | map: 'name' }} {{ list | where_exp: 'i', 'i >= page.n' | join }}",
    "{% assign p = people | find: 'name', 'Bob' %}{{ p.age }} {% assign p = people | find_exp: 'p', 'p.age > 20' %}{{ p.name }}",
    "{% assign g = people | group_by: 'age' %}{{ g | map: 'name' | join: ',' }} {{ g | map: 'size' | join }} {{ g[0].items[0].name }}",
    "{% assign g = people | group_by_exp: 'p', 'p.likes | size' %}{{ g | map: 'name' | join: ',' }}",
    "{{ people | group_by: 'weight' | jsonify }}",
    "{{ list | sort }} {{ words | sort }} {{ numbers | sort | join: ' ' }}",
    "{{ people | sort: 'age' | map: 'name' | join }} {{ people | sort: 'age', 'last' | map: 'name' | join }}",
    "{{ list | push: 4 }} {{ list | pop }} {{ list | pop: 2 }} {{ list | shift }} {{ list | unshift: 0 }} {{ text | push: 1 }}",
    "{{ true | to_integer }} {{ '12' | to_integer }} {{ 3.9 | to_integer }} {{ '1.5' | to_integer }}",
    "{{ list | sample | size }}",
];

/// Templates that render otherwise here: the template, what propus makes of it, and the reason.
pub(crate) const DIFFERENT: &[(&str, &str, &str)] = &[
    ("{{ nil | sort }}", "", "an error is reported to the author, not to the reader"),
    ("{{ 'x' | date_to_string }}", "x", "what is no date is shown as it is"),
    (
        "{{ people | sort: 'in.deep' | map: 'name' | join }}",
        "Cid Ann Bob",
        "nil comes first, even when it is what holds the property that is missing",
    ),
    ("{{ gaps | sort }}", "ab", "nil comes first, as when sorting by a property"),
    (
        "{% highlight ruby %}a{% endhighlight %}",
        "<pre><code class=\"language-ruby\">a</code></pre>",
        "no colours on the small internet",
    ),
];
