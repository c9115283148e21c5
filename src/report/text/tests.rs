//! What the text report looks like.
