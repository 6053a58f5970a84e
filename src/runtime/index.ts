/**
 * `hexhound/runtime`: what an application imports to use its CaptchaAI key and to keep it out of logs. Has no
 * dependencies, and runs in Node.js and browsers.
 * @module
 */

export { ApiKey, type KeyName } from './api-key.ts';
export { CaptchaAI, type CaptchaAIOptions } from './captchaai.ts';
export { checkRequest } from './check-request.ts';
export { errorFromCode } from './codes.ts';
export { Configuration, type KeyOptions } from './configuration.ts';
export { type EnvironmentOptions, fromEnvironment } from './environment.ts';
export { CaptchaAIError, type CaptchaAIErrorCode, type ErrorDetails, isRejection, type Problem } from './error.ts';
export { KeyRing, type KeyRingEvents, type KeyRingOptions } from './key-ring.ts';
export type {
  Base64Request,
  BlsRequest,
  CloudflareChallengeRequest,
  GeetestRequest,
  Method,
  PostRequest,
  RecaptchaRequest,
  SolveRequest,
  Switch,
  TurnstileRequest,
} from './methods.ts';
export * from './redaction/index.ts';
export type { ServiceOptions } from './service.ts';
export type { Solution } from './solution.ts';
export type { Log, LogEvent, SolveOptions } from './solve.ts';
export type { Fetch } from './transport.ts';
export type { Validation } from './validate.ts';
