/** Why a file is unread: half a sentence. */
export const UNREADABLE_SCRIPT = 'has a shell script that is nested too deep or too hard to read';
export const INVALID_YAML = 'is no valid YAML';
/** Of files that make many nodes of a few lines, as aliases of aliases do. */
export const TOO_MUCH = 'has more in it than is looked at';
