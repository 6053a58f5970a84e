export declare const ROOMS: Readonly<Record<string, readonly string[]>>;
export declare function problemsIn(files: ReadonlyMap<string, string>): string[];
