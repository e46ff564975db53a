//! The pure core: OpenAPI read in one direction and written in the other.
