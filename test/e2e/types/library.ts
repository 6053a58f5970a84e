import { expectTypeOf } from 'expect-type';
import * as hexhound from 'hexhound';

type Names = 'HexhoundError' | 'Secret' | 'scanHistory' | 'scanStaged' | 'scanText' | 'scanTree';
expectTypeOf<keyof typeof hexhound>().toEqualTypeOf<Names>();

expectTypeOf(hexhound.scanTree).toEqualTypeOf<
  (paths?: readonly string[], options?: hexhound.ScanOptions) => Promise<hexhound.Report>
>();
expectTypeOf(hexhound.scanStaged).toEqualTypeOf<(options?: hexhound.ScanOptions) => Promise<hexhound.Report>>();
expectTypeOf(hexhound.scanHistory).toEqualTypeOf<
  (repository: string, revisions?: readonly string[], options?: hexhound.ScanOptions) => Promise<hexhound.Report>
>();
expectTypeOf(hexhound.scanText).toEqualTypeOf<
  (text: string | Uint8Array, options?: hexhound.ScanOptions) => Promise<hexhound.Report>
>();
hexhound.scanTree(['.'], {
  minConfidence: 'low',
  config: false,
  include: ['**/*.ts'],
  cwd: '.',
  env: process.env,
  signal: AbortSignal.timeout(1000),
  onProgress: ({ done, unit }) => `${done} ${unit}`,
});
// @ts-expect-error no such option
hexhound.scanTree(['.'], { everything: true });

expectTypeOf<hexhound.Report['findings']>().toEqualTypeOf<readonly hexhound.Finding[]>();
expectTypeOf<hexhound.Report['errors']>().toEqualTypeOf<readonly hexhound.ScanError[]>();
expectTypeOf<hexhound.Report['scanned']>().toEqualTypeOf<hexhound.Scanned>();
expectTypeOf<hexhound.Finding['rule']>().toEqualTypeOf<hexhound.Rule>();
expectTypeOf<hexhound.Finding['secret']>().toEqualTypeOf<hexhound.Secret | undefined>();
expectTypeOf<hexhound.Finding['confidence']>().toEqualTypeOf<hexhound.Confidence>();
expectTypeOf<hexhound.Finding['reasons']>().toEqualTypeOf<readonly hexhound.Reason[]>();
expectTypeOf<hexhound.Finding['occurrences']>().toEqualTypeOf<readonly hexhound.Occurrence[]>();
expectTypeOf<hexhound.Finding['verification']>().toEqualTypeOf<hexhound.Verification | undefined>();
expectTypeOf<hexhound.Occurrence>().toExtend<hexhound.Span>();
expectTypeOf<hexhound.Rule['severity']>().toEqualTypeOf<hexhound.Severity>();
expectTypeOf<hexhound.Confidence>().toEqualTypeOf<'high' | 'medium' | 'low'>();
expectTypeOf<hexhound.Secret['reveal']>().toEqualTypeOf<() => string>();
expectTypeOf<hexhound.HexhoundError['code']>().toEqualTypeOf<hexhound.ErrorCode>();
expectTypeOf<hexhound.HexhoundError>().toExtend<Error>();
