import { expect, test } from 'vitest';
import { reported } from './judge-line.ts';

/** Every form in which clients of captcha services are given their key, and the rule that has to name it. */
const KEYS: readonly (readonly [rule: string, content: string])[] = [
  ['captchaai-api-key', 'solver = CaptchaAI(api_key="<A>")'],
  ['captchaai-api-key', 'solver = CaptchaAI("<K>")'],
  ['captchaai-api-key', 'client = await AsyncCaptchaAI.create(api_key="<A>")'],
  ['captchaai-api-key', "CAPTCHAAI_KEY = '<A>'"],
  ['captchaai-api-key', 'os.environ.get("CAPTCHAAI_KEY", "<A>")'],
  ['captchaai-api-key', "const CAPTCHAAI_KEY = '<A>';"],
  ['captchaai-api-key', 'URL url = new URL("https://ocr.captchaai.com/in.php");\nString key = "<A>";'],
  ['captchaai-api-key', 'https://ocr.captchaai.com/in.php?key=<A>&method=userrecaptcha&googlekey=x'],
  ['captchaai-api-key', 'https://ocr.captchaai.com/res.php?key=<A>&action=get&id=1'],
  ['captchaai-api-key', 'curl https://ocr.captchaai.com/in.php -F key=<A> -F method=post'],
  ['captchaai-api-key', 'curl -d "key=<A>" https://ocr.captchaai.com/res.php'],
  ['captchaai-api-key', 'post("https://ocr.captchaai.com/in.php", {"key": "<A>", "method": "post"})'],
  ['captchaai-api-key', "'https://ocr.captchaai.com/in.php', ['key' => '<A>']"],
  ['captchaai-api-key', 'captchaai: <K>'],
  ['captchaai-api-key', 'captcha_ai:\n  key: <A>\n'],
  ['2captcha-api-key', "solver = TwoCaptcha('<K>')"],
  ['2captcha-api-key', "solver = AsyncTwoCaptcha('<K>')"],
  ['2captcha-api-key', "config = {'server': '2captcha.com', 'apiKey': '<K>'}"],
  ['2captcha-api-key', "key = os.getenv('APIKEY_2CAPTCHA', '<K>')"],
  ['2captcha-api-key', 'const solver = new TwoCaptcha.Solver("<K>")'],
  ['2captcha-api-key', 'const Captcha = require("2captcha")\n\n\nconst solver = new Captcha.Solver("<K>")'],
  ['2captcha-api-key', "$solver = new \\TwoCaptcha\\TwoCaptcha('<K>');"],
  ['2captcha-api-key', 'TwoCaptcha solver = new TwoCaptcha("<K>");'],
  ['2captcha-api-key', 'client := api2captcha.NewClient("<K>")'],
  ['2captcha-api-key', 'client = Api2Captcha.new("<K>")'],
  ['2captcha-api-key', 'http://2captcha.com/in.php?key=<K>&method=post'],
  ['2captcha-api-key', 'fetch("https://api.2captcha.com/createTask", {body: {"clientKey": "<K>"}})'],
  ['2captcha-api-key', 'import { Solver } from "2captcha-ts";\nconst s = new Solver("<K>");'],
  ['anticaptcha-api-key', 'from anticaptchaofficial.recaptchav2proxyless import *\nsolver.set_key("<K>")'],
  ['anticaptcha-api-key', 'const ac = require("@antiadmin/anticaptchaofficial");\nac.setAPIKey(\'<K>\');'],
  ['anticaptcha-api-key', 'ac := anticaptcha.NewClient("<K>")'],
  ['anticaptcha-api-key', '{"clientKey": "<K>"}\nhttps://api.anti-captcha.com/getBalance'],
  ['anticaptcha-api-key', '$api = new AntiCaptcha();\n$api->setKey("<K>");'],
  ['capmonster-api-key', 'from capmonstercloudclient import x\noptions = ClientOptions(api_key="<K>")'],
  ['capmonster-api-key', "CapMonsterCloudClientFactory.Create(new ClientOptions({ clientKey: '<K>' }))"],
  ['capmonster-api-key', 'capmonster_key=<K>'],
  ['solvecaptcha-api-key', "solver = Solvecaptcha('<K>')"],
  ['solvecaptcha-api-key', 'SolveCaptchaClient(api_key="<K>")'],
  ['azcaptcha-api-key', "api = AZCaptchaApi('<A>')"],
  ['azcaptcha-api-key', 'http://azcaptcha.com/in.php?key=<A>'],
  ['azcaptcha-api-key', 'Post, "http://azcaptcha.com/in.php");\ncontent.Add(new StringContent("<A>"), "key");'],
  ['capmonster-api-key', 'CAPMONSTER = "<K>"'],
  ['anticaptcha-api-key', 'from anticaptchaofficial.imagecaptcha import *\n# solver.set_key("<K>")'],
  ['2captcha-api-key', "RecaptchaPlugin({ provider: { id: '2captcha', token: '<K>' } })"],
  ['sctg-api-key', 'https://api.sctg.xyz/res.php?key=<M>&action=getbalance'],
  ['multibot-api-key', 'http://api.multibot.in/in.php?key=<M>&method=post'],
  ['rucaptcha-api-key', 'https://rucaptcha.com/in.php?key=<K>'],
  ['bare-key-hex32', 'requests.get(f"{base}/res.php?key=<K>&action=getbalance")'],
  ['bare-key-hex32', 'solver = CaptchaSolver("<K>")'],
  // Names that say what the key is for, and no more; a line above it that says whose it is.
  ['bare-key-hex32', 'captcha_solver: <K>'],
  ['bare-key-alnum32', 'CAPTCHA_API = "<A>"'],
  ['bare-key-hex32', "self.captcha_client = '<K>'"],
  ['captchaai-api-key', 'Const CAPTCHA = "<A>"\nurl = "https://ocr.captchaai.com/in.php?key=" & CAPTCHA'],
  ['2captcha-api-key', "API = '<K>'\nrequests.post('http://2captcha.com/in.php', data={'key': API})"],
  ['captchaai-api-key', 'set SOLVER=<A>\npython bot.py --captcha captchaai'],
  ['captchaai-api-key', 'captchaai\n<A>\n'],
  ['captchaai-api-key', "KEYS = [\n    # CaptchaAI\n    '<A>',\n]"],
  ['2captcha-api-key', "# my 2captcha key\nK = '<K>'"],
  ['2captcha-api-key', '2captcha API key - <K>'],
  ['rucaptcha-api-key', 'rucaptcha|<K>|5.43'],
  ['captchaai-api-key', 'CAPTCHAAI = "<A>"'],
  ['captchaai-api-key', 'captchaai.com - <A>'],
  ['captchaai-api-key', "captcha_keys = {\n  'captchaai': ['<A>'],\n}"],
  ['captchaai-api-key', "localStorage.setItem('captchaai', '<A>');"],
  ['captchaai-api-key', "var e='https://ocr.captchaai.com/in.php',t='<K>';fetch(e+'?key='+t)"],
  ['bare-key-alnum32', "config['captcha']['key'] = '<A>'"],
  ['captchaai-api-key', 'url = "https://ocr.captchaai.com/in.php?key=" "<A>";'],
  ['2captcha-api-key', "key = input() or '<K>'\nrequests.get(f'https://2captcha.com/res.php?key={key}')"],
];

test.each(KEYS)('%s: %s', (rule, content) => {
  expect(reported(content).split(' ').at(-1)).toBe(rule);
});

/** A client with its key, then one of the public values that the same code is full of. */
const CLIENT = "from twocaptcha import TwoCaptcha\nsolver = TwoCaptcha('<k>')\n";
const PUBLIC: readonly string[] = [
  "solver.geetest(gt='<K>', challenge='<k>', url=page)",
  "solver.geetest(gt='<k>', challenge='<K>', url=page)",
  "solver.geetest('<K>', '<k>', page)",
  "solver.geetest_v4(captcha_id='<K>', url=page)",
  "task = {'type': 'GeeTestTask', 'gt': '<K>'}",
  '"captchaId": "<K>",',
  'https://api.geetest.com/get.php?gt=<K>&challenge=<k>',
  'https://2captcha.com/in.php?key=<k>&method=geetest&gt=<K>&challenge=<k>',
  "s_s_c_web_server_sign='<K>'",
  "solver.keycaptcha(s_s_c_session_id='<K>')",
  '"s_s_c_web_server_sign2": "<K>"',
  "solver.lemin(captcha_id='CROPPED_d3d4d56_<K>', div_id='lemin')",
  "solver.tencent(app_id='<K>')",
  "solver.atb_captcha(app_id='<K>', api_server='https://x')",
  '"appId": "<K>"',
  "solver.yandex(sitekey='<K>')",
  'websiteKey: "<K>"',
  'data-sitekey="<K>"',
  '"validateId": "<K>"',
  "{'lot_number': '<K>', 'pass_token': '<k>', 'gen_time': '1'}",
  "{'pass_token': '<K>'}",
  '"geetest_challenge": "<K>"',
  '"geetest_seccode": "<K>|jordan"',
  'solver.set_challenge_key("<K>")',
  'solver.set_gt_key("<K>")',
  '# md5 of the image: <K>',
  'taskId = "<K>"',
];

test.each(PUBLIC)('public beside a key: %s', (content) => {
  expect(reported(CLIENT + content)).toBe('-');
});

test('a file named for keys may hold nothing but them', () => {
  expect([
    reported('<K>\n', 'ckey.txt'),
    reported('<A>\n', 'captchaai/ckey.txt'),
    reported('<k>\n<K>\n<k>\n', 'api_keys.txt'),
    reported('<K>', 'home/.2captcha-api-key'),
    reported('<K>', '.config/2captcha/api-key'),
    reported('<K>\n', 'etags.txt'),
  ]).toEqual([
    'medium bare-key-hex32',
    'medium captchaai-api-key',
    'medium bare-key-hex32',
    'medium 2captcha-api-key',
    'medium 2captcha-api-key',
    '-',
  ]);
});

test('another service whose name contains the name', () => {
  expect(reported('NOCAPTCHAAI_API_KEY = "<K>"')).toBe('high bare-key-hex32');
});

test('the service that is nearest names the key', () => {
  const content = [
    'keys:',
    '  anticaptcha:',
    '    key: <k>',
    ...Array.from({ length: 20 }, (_, line) => `  option${line}: something else`),
    '  capmonster:',
    '    key: <K>',
  ];
  expect(reported(content.join('\n'))).toBe('high capmonster-api-key');
});
