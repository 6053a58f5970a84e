import { CAPTCHAAI_JSON } from './generated.ts';
import { revive, type Written } from './revive.ts';

/** CaptchaAI by itself, for what is built for applications and has no use for the others. */
export const CAPTCHAAI = revive(JSON.parse(CAPTCHAAI_JSON) as Written);
