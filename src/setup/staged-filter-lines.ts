/** Exit code of the filter where nothing can be found. An empty file, or a shell that fails, gives others. */
const NOTHING = 10;

/**
 * Lines of a hook that start Node.js only where the filter of the same package (`staged-filter.sh`) says that there may be
 * something to find; without the filter, always.
 * @param folder of the package, as a word of POSIX shell
 * @param command as one too
 * @param message the file of a message to look at, as one too; without it, what is staged
 */
export function filteredCommand(folder: string, command: string, message?: string): string[] {
  const filter = [`sh ${folder}/dist/hook/staged-filter.sh`, ...(message === undefined ? [] : [message])].join(' ');
  return [`if ${filter} 2>/dev/null; [ $? -ne ${NOTHING} ]; then`, `  ${command}`, 'fi'];
}
