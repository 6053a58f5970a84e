/** Why a file is unread: half a sentence. */
export const UNREADABLE_SCRIPT = 'has a shell script that is nested too deep or too hard to read';
export const INVALID_YAML = 'is not valid YAML';
/** For files whose few lines stand for many nodes, as with aliases of aliases. */
export const TOO_MUCH = 'has more in it than is read';
