import fc from 'fast-check';

// The same values each time, so that a mutant that is found once is found again, and no shrinking of what failed.
fc.configureGlobal({ seed: 1, endOnFailure: true });
