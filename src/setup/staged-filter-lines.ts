/** Exit code of the filter where `hexhound staged` cannot find anything. An empty file, or a shell that fails, gives others. */
const NOTHING = 10;

/**
 * Lines of a hook that start Node.js only where the filter of the same package (`staged-filter.sh`) says that there may be
 * something to find; without the filter, always.
 * @param folder of the package, as a word of POSIX shell
 * @param command as one too
 */
export function filteredCommand(folder: string, command: string): string[] {
  return [`if sh ${folder}/dist/hook/staged-filter.sh 2>/dev/null; [ $? -ne ${NOTHING} ]; then`, `  ${command}`, 'fi'];
}
