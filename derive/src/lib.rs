//! The derive macro of larder.
