//! Gemini (specification 0.24.1): the request line and the response header.
