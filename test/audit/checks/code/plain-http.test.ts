// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of files in many languages
import { expect, test } from 'vitest';
import { PLAIN_HTTP } from '../../../../src/audit/checks/code/plain-http.ts';
import { hexKey } from '../../../helpers/keys.ts';
import { problemsIn } from './context.ts';

const weights = (path: string, text: string) => problemsIn(PLAIN_HTTP, path, `${text}\n`).map(({ weight }) => weight);

test.each<[string, string]>([
  ['a.ts', "const url = 'http://ocr.captchaai.com/in.php';"],
  ['a.py', 'URL = "http://2captcha.com/in.php"'],
  ['a.php', "<?php $url = 'http://rucaptcha.com/res.php?action=get';"],
  ['A.cs', 'new Uri("http://api.anti-captcha.com")'],
  ['a.yaml', 'url: http://api.capsolver.com/createTask'],
  ['a.env', 'SOLVER_URL=http://azcaptcha.com/in.php'],
  ['a.sh', 'curl "http://ocr.captchaai.com/in.php?key=$KEY"'],
  ['a.ts', 'fetch(`http://api.site.net/v1?api_key=${apiKey}`)'],
  ['a.ts', 'fetch("http://api.site.net/v1?a=1&api_key=" + key)'],
  ['a.ts', 'fetch(`http://api.site.net/v1?key=${process.env.API_KEY}`)'],
  ['a.py', 'requests.get(f"http://api.site.net/v1?apikey={key}")'],
  ['a.py', 'requests.get("http://api.site.net/v1?access_token=%s" % token)'],
  ['a.py', 'requests.get("http://api.site.net/v1?api_key={}".format(key))'],
  ['a.go', 'http.Get("http://api.site.net/v1?api_key=" + cfg.Key)'],
  ['a.rb', 'get("http://api.site.net/v1?api_key=#{key}")'],
  ['a.kt', 'get("http://api.site.net/v1?api_key=$key")'],
  ['a.swift', 'get("http://api.site.net/v1?api_key=\\(key)")'],
  ['a.php', '<?php get("http://api.site.net/v1?api_key=" . $key);'],
  ['a.sh', 'curl http://api.site.net/v1?api_key=${API_KEY}'],
  ['a.sh', 'curl http://user:$PASS@ftp.site.net/'],
  ['a.ts', 'fetch(`http://user:${password}@api.site.net/`)'],
  ['a.ts', 'fetch("http://api.site.net/x", { headers: { Authorization: `Bearer ${token}` } });'],
  ['a.ts', "axios.get('http://api.site.net/x', {\n  headers: { 'X-Api-Key': apiKey },\n});"],
  ['a.js', 'fetch("http://api.site.net/x", { headers: { authorization: "Bearer " + token } });'],
  ['a.py', 'requests.get("http://api.site.net/x", headers={"Authorization": f"Bearer {token}"})'],
  ['a.py', 'requests.get(\n    "http://api.site.net/x",\n    headers={"Authorization": f"Bearer {token}"},\n)'],
  ['a.sh', 'curl -H "Authorization: Bearer $TOKEN" http://api.site.net/x'],
  ['a.sh', 'curl http://api.site.net/x -H "X-Api-Key: $KEY"'],
  ['a.ts', `fetch("http://api.site.net/v1?api_key=${hexKey('plain')}")`],
])('%s: %s', (path, text) => {
  expect(weights(path, text)).toEqual(['failure']);
});

test.each<[string, string]>([
  ['a.ts', "const url = 'https://ocr.captchaai.com/in.php';"],
  ['a.ts', "// const url = 'http://ocr.captchaai.com/in.php';"],
  ['a.py', '# http://2captcha.com/in.php'],
  ['a.yaml', '# url: http://api.capsolver.com/createTask'],
  ['a.ts', "const help = 'see http://2captcha.com for a key';"],
  ['a.ts', "const help = 'http://2captcha.com/enterpage';"],
  ['a.ts', 'fetch(`http://localhost:3000/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://127.0.0.1/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://192.168.1.7/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://172.20.0.2/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://solver/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://solver.internal/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://api.example.com/?api_key=${apiKey}`)'],
  ['a.ts', 'fetch(`http://${host}/?api_key=${apiKey}`)'],
  ['a.ts', "fetch('http://api.site.net/?api_key=YOUR_API_KEY')"],
  ['a.ts', 'fetch(`http://api.site.net/?page=${page}`)'],
  ['a.ts', 'fetch("http://localhost:3000/x", { headers: { Authorization: `Bearer ${token}` } });'],
  ['a.ts', 'get("http://api.site.net/x");\nfetch("https://a.net", { headers: { Authorization: `Bearer ${token}` } });'],
  ['a.py', 'NS = "http://www.w3.org/2000/svg"\nheaders = {"Authorization": token}'],
  ['a.ts', 'get("http://www.w3.org/2000/svg")\n\nconst headers = { Authorization: token };'],
  ['a.sh', 'curl -x http://scraperapi:$KEY@proxy-server.scraperapi.com:8001 x'],
  ['test/a.ts', "const url = 'http://ocr.captchaai.com/in.php';"],
  ['docs/a.ts', "const url = 'http://ocr.captchaai.com/in.php';"],
  ['README.md', 'http://ocr.captchaai.com/in.php?key=$KEY'],
])('%s is harmless: %s', (path, text) => {
  expect(weights(path, text)).toEqual([]);
});

test.each<[string, string]>([
  ['a.ts', 'mail(`http://site.net/confirm?token=${token}`)'],
  ['a.ts', 'fetch(`http://api.ipstack.com/check?access_key=${key}`)'],
  ['a.yaml', 'matches:\n  - "http://ocr.captchaai.com/in.php?key=x"'],
])('%s may be meant so: %s', (path, text) => {
  expect(weights(path, text)).toEqual(['advice']);
});

test('a problem has a place and a host', () => {
  const text = '\n\nfetch(\n  `http://api.site.net/v1?api_key=${apiKey}`)\n';
  expect(problemsIn(PLAIN_HTTP, 'a.ts', text)).toEqual([
    {
      rule: 'plain-http-key',
      path: 'a.ts',
      line: 4,
      note: 'api_key is sent to api.site.net over plain http',
      weight: 'failure',
    },
  ]);
});
