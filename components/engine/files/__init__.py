"""What people bring and take along: files of sentences and labels read in, vectors and captions written out."""
