//! Formats that the generator and the runtime of larder both know.
