//! The two HTML pages that gopherspace needs: one that leads to a URL, and one for a web browser
//! that knocked at the wrong port.

use crate::escape::escape_html;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::Reply;

/// The page that leads to a URL, for clients that ask us for `URL:…`.
#[must_use]
pub fn link_page(url: &str) -> Reply {
    let url = escape_html(url);
    let page = format!(
        "<!DOCTYPE html>\r\n\
         <html><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"refresh\" content=\"5; url={url}\">\r\n\
         <title>{url}</title></head>\r\n\
         <body><p>This link leads out of this Gopher server:</p>\r\n\
         <p><a href=\"{url}\">{url}</a></p></body></html>\r\n"
    );
    Reply::whole(20, page)
}

/// The answer to a web browser: where this is to be read instead.
#[must_use]
pub fn web_page(origin: &Origin) -> Reply {
    let root = CapsulePath::root();
    // Our own first.
    let mut urls: Vec<String> = origin.urls(ItemType::Menu, &root).collect();
    urls.sort_by_key(|url| !url.starts_with("gopher:"));
    let links: Vec<String> = urls
        .into_iter()
        .map(|url| escape_html(&url))
        .map(|url| format!("<a href=\"{url}\">{url}</a>"))
        .collect();
    let page = format!(
        "<!DOCTYPE html>\r\n\
         <html><head><meta charset=\"utf-8\"><title>Not a web server</title></head>\r\n\
         <body><p>This is not a web server. The same pages are here:</p>\r\n\
         <p>{}</p>\r\n\
         </body></html>\r\n",
        links.join(" and ")
    );
    Reply::whole(
        59,
        format!(
            "HTTP/1.0 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Protocol;
    use crate::protocol::ReplyBody;

    fn text(reply: Reply) -> String {
        let ReplyBody::Whole(body) = reply.body else { panic!("a file") };
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[test]
    fn a_link_page_shows_its_url_and_goes_there() {
        let page = text(link_page("https://example.com/a?b=c&d"));
        assert!(page.contains("content=\"5; url=https://example.com/a?b=c&amp;d\""));
        assert!(page.contains(
            "<a href=\"https://example.com/a?b=c&amp;d\">https://example.com/a?b=c&amp;d</a>"
        ));
        assert!(page.contains("<title>https://example.com/a?b=c&amp;d</title>"));
    }

    #[test]
    fn nothing_breaks_out_of_a_link_page() {
        let page = text(link_page("https://x/\"><script>'alert(1)'</script>"));
        assert!(!page.contains("<script>"));
        assert!(
            page.contains("https://x/&quot;&gt;&lt;script&gt;&#39;alert(1)&#39;&lt;/script&gt;")
        );
    }

    #[test]
    fn a_web_browser_gets_both_addresses() {
        let origin =
            Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 7070)]);
        let page = text(web_page(&origin));
        assert!(
            page.starts_with(
                "HTTP/1.0 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\n"
            )
        );
        assert!(
            page.contains("gopher://example.org:7070/") && page.contains("gemini://example.org/")
        );
        let (head, body) = page.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
        assert_eq!(body.lines().count(), 5);
    }
}
