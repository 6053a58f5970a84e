/** Version of the package, put in by the bundler. */
declare const __VERSION__: string;
/** Where the package is described. Put in by the bundler. */
declare const __HOMEPAGE__: string;
/** The folder with the code of further threads, relative to the module that starts them. Put in by the bundler. */
declare const __THREADS__: string;
/** URL of the folder with compiled rules, relative to the module that reads them. */
declare const __DATA__: string;
/** Digest of what decides what is found, beside the rules: kernel, weights, code. Put in by the bundler. */
declare const __BUILD__: string;
/** Where the program is that npm starts, relative to the module that names it. Put in by the bundler. */
declare const __PROGRAM__: string;
