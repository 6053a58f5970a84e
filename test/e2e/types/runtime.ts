import { expectTypeOf } from 'expect-type';
import * as runtime from 'hexhound/runtime';

type Names =
  | 'ApiKey'
  | 'CaptchaAI'
  | 'CaptchaAIError'
  | 'Configuration'
  | 'KeyRing'
  | 'checkRequest'
  | 'createRedactor'
  | 'errorFromCode'
  | 'fromEnvironment'
  | 'isRejection'
  | 'pinoRedaction'
  | 'redactConsole'
  | 'redactValue'
  | 'winstonRedaction';
expectTypeOf<keyof typeof runtime>().toEqualTypeOf<Names>();

// Configuration and keys.
expectTypeOf(runtime.fromEnvironment).parameter(0).toEqualTypeOf<runtime.EnvironmentOptions | undefined>();
expectTypeOf(runtime.fromEnvironment).returns.toEqualTypeOf<runtime.Configuration>();
expectTypeOf<runtime.Configuration>().toHaveProperty('primary').toEqualTypeOf<runtime.ApiKey>();
expectTypeOf<runtime.Configuration>().toHaveProperty('backup').toEqualTypeOf<runtime.ApiKey | undefined>();
expectTypeOf<runtime.Configuration>().toHaveProperty('keys').toEqualTypeOf<readonly runtime.ApiKey[]>();
expectTypeOf<runtime.ApiKey['reveal']>().toEqualTypeOf<() => string>();
expectTypeOf<runtime.KeyName>().toEqualTypeOf<'primary' | 'backup'>();
expectTypeOf<{ key: string; backup: undefined }>().toExtend<runtime.KeyOptions>();

// Errors.
expectTypeOf<runtime.CaptchaAIError>().toExtend<Error>();
expectTypeOf<runtime.CaptchaAIError['code']>().toEqualTypeOf<runtime.CaptchaAIErrorCode>();
expectTypeOf<'E_REJECTED' | 'E_UNKNOWN'>().toExtend<runtime.CaptchaAIErrorCode>();
expectTypeOf<'E_OTHER'>().not.toExtend<runtime.CaptchaAIErrorCode>();
expectTypeOf<runtime.CaptchaAIError['problems']>().toEqualTypeOf<readonly runtime.Problem[] | undefined>();
expectTypeOf<runtime.Problem>().toEqualTypeOf<{ readonly parameter: string; readonly message: string }>();
expectTypeOf<runtime.ErrorDetails['retryAfterMs']>().toEqualTypeOf<number | undefined>();
expectTypeOf(runtime.errorFromCode).toEqualTypeOf<(serviceCode: string) => runtime.CaptchaAIError>();
expectTypeOf(runtime.isRejection).guards.toEqualTypeOf<{ readonly code: 'E_REJECTED' }>();

// Requests.
expectTypeOf<runtime.Method>().toEqualTypeOf<runtime.SolveRequest['method']>();
expectTypeOf<runtime.SolveRequest>().toEqualTypeOf<
  | runtime.RecaptchaRequest
  | runtime.TurnstileRequest
  | runtime.GeetestRequest
  | runtime.Base64Request
  | runtime.PostRequest
  | runtime.BlsRequest
  | runtime.CloudflareChallengeRequest
>();
expectTypeOf<runtime.RecaptchaRequest['invisible']>().toEqualTypeOf<runtime.Switch | undefined>();
expectTypeOf(runtime.checkRequest).parameter(0).toEqualTypeOf<runtime.SolveRequest>();
expectTypeOf(runtime.checkRequest).returns.toEqualTypeOf<readonly runtime.Problem[]>();
export const request: runtime.SolveRequest = {
  method: 'turnstile',
  sitekey: 'a',
  pageurl: 'https://a.example',
  proxy: undefined,
  extra: { soft_id: 7 },
};
// @ts-expect-error no such method
export const wrong: runtime.SolveRequest = { method: 'hcaptcha', sitekey: 'a', pageurl: 'https://a.example' };
// @ts-expect-error pageurl is missing
export const short: runtime.SolveRequest = { method: 'turnstile', sitekey: 'a' };

// The client and its keys.
const client = new runtime.CaptchaAI({ key: 'x', fetch: globalThis.fetch, backup: undefined, timeoutMs: 1, restMs: 1 });
expectTypeOf(client.validate).toEqualTypeOf<(signal?: AbortSignal) => Promise<runtime.Validation>>();
expectTypeOf(client.balance).toEqualTypeOf<(signal?: AbortSignal) => Promise<number>>();
expectTypeOf(client.solve).returns.resolves.toEqualTypeOf<runtime.Solution>();
expectTypeOf<runtime.Solution['token']>().toEqualTypeOf<string>();
expectTypeOf<runtime.Solution['data']>().toBeUnknown();
expectTypeOf<runtime.Validation['status']>().toEqualTypeOf<'active' | 'restricted' | 'inactive' | 'unknown'>();
expectTypeOf<runtime.Validation['balance']>().toEqualTypeOf<number | undefined>();
expectTypeOf(client.keys).toEqualTypeOf<runtime.KeyRing>();
expectTypeOf(client.keys.rotate).toEqualTypeOf<(reason?: string) => runtime.KeyName>();
expectTypeOf(client.keys.use(async (key) => key.reveal().length)).resolves.toBeNumber();
client.keys.on('rotated', (event) => expectTypeOf(event).toEqualTypeOf<runtime.KeyRingEvents['rotated']>());
// @ts-expect-error no such event
client.keys.on('expired', () => {});
expectTypeOf<runtime.CaptchaAIOptions>().toExtend<runtime.KeyRingOptions>();
expectTypeOf<runtime.KeyRingOptions>().toExtend<runtime.ServiceOptions>();
expectTypeOf<typeof fetch>().toExtend<runtime.Fetch>();
new runtime.KeyRing(runtime.fromEnvironment(), { fetch: (url, init) => fetch(url, init) });
client.solve(request, { log: ({ event, ms }) => [event, ms], signal: AbortSignal.timeout(1000) });
client.solve({ method: 'post', file: new Uint8Array(1) });
client.solve({ method: 'post', file: new Blob([]) });
expectTypeOf<runtime.Log>().toEqualTypeOf<(event: runtime.LogEvent) => void>();
expectTypeOf<runtime.SolveOptions['log']>().toEqualTypeOf<runtime.Log | undefined>();
expectTypeOf<runtime.LogEvent['method']>().toEqualTypeOf<runtime.Method>();

// Redaction.
const redactor = runtime.createRedactor({ keys: ['secret', client.keys.current], mask: ({ kind }) => kind });
expectTypeOf(redactor).toEqualTypeOf<runtime.Redactor>();
expectTypeOf(redactor.redact).toEqualTypeOf<(text: string) => string>();
expectTypeOf(redactor.add).parameter(0).toEqualTypeOf<runtime.KeyToMask>();
expectTypeOf(redactor.textPieces()).toEqualTypeOf<runtime.Pieces<string>>();
expectTypeOf(redactor.bytePieces().push(new Uint8Array(1))).toEqualTypeOf<Uint8Array[]>();
expectTypeOf<runtime.Masked['kind']>().toEqualTypeOf<runtime.Kind>();
expectTypeOf<runtime.RedactorOptions['patterns']>().toEqualTypeOf<boolean | undefined>();
expectTypeOf(runtime.redactValue(redactor, { a: [1] })).toEqualTypeOf<{ a: number[] }>();
expectTypeOf(runtime.redactConsole).returns.toEqualTypeOf<() => void>();
expectTypeOf(runtime.redactConsole).parameter(0).toEqualTypeOf<runtime.ConsoleLike>();
expectTypeOf(runtime.pinoRedaction(redactor)).toEqualTypeOf<runtime.PinoRedaction>();
expectTypeOf(runtime.winstonRedaction(redactor)).toEqualTypeOf<runtime.WinstonFormat>();
new ReadableStream<string>().pipeThrough(redactor.stream());
new ReadableStream<Uint8Array>().pipeThrough(redactor.stream());
