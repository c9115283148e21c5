//! A plan in words, for `reason plan`.
