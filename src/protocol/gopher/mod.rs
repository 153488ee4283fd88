//! Gopher (RFC 1436, RFC 4266) and the parts of Gopher+ that clients use.
