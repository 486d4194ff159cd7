/** Stands for what a caller named that is nothing of ours: it may be anything, personal data too. */
export const UNNAMED = '(no name)';
