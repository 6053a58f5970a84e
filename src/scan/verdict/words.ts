/**
 * Meanings of words in names and around values. Words are as `splitName` gives them: in lower case, and one by one. What
 * people write as one word and `splitName` cannot split is listed as one.
 */

/** The value of such a name is a secret. */
export const SECRET = set(`
  secret secrets password passwords passwd passwort pass passphrase passcode pwd pswd psw psk kennwort senha contrasena wachtwoord clave
  token tokens bearer authorization authorisation credential credentials cred creds apikey identified
  pw pat jwt requirepass masterauth pin
  contraseña contraseñas motdepasse mdp passe lösenord salasana hasło haslo heslo parola şifre sifre 密码 密碼 口令 パスワード 비밀번호 пароль Пароль
  adgangskode kodeord passord geslo jelszó jelszo lozinka sandi matkhau κωδικός סיסמה geheimnis 密钥 密鑰 令牌 秘密鍵 authtok
  contrasenia khau المرور السر secreta secreto secrete secrète segreta segreto
`);

/** A key, in languages in which its kind stands behind it: `clave_api`. */
export const FOREIGN_KEY = set('clave llave chave cle clé clef chiave');

/** A key. */
export const KEY = set('key keys schluessel schlüssel');

/** A secret, in languages in which the owner stands behind it: `senha_email`. */
export const NOUN_FIRST = set('clave contrasena contrasenia contraseña senha mdp motdepasse passe parola contraseñas');

/** What people make up and type, other than what programs draw. */
export const PASSWORD = set(`
  password passwords passwd passwort pass passphrase passcode pwd pw pswd psw psk kennwort senha contrasena wachtwoord clave requirepass masterauth
  contraseña contraseñas motdepasse mdp passe lösenord salasana hasło haslo heslo parola şifre sifre 密码 密碼 口令 パスワード 비밀번호 пароль Пароль
  adgangskode kodeord passord geslo jelszó jelszo lozinka sandi matkhau κωδικός סיסמה khau المرور السر
  contrasenia pin identified login
`);

/** About secrets, but the value need not be a secret. */
export const HINT = set(`
  auth authentication oauth oauth2 security access private hidden confidential login admin
  salt salts pepper seed hmac cipher cookie ticket license licence activation pin otp totp webhook sk ak k
`);

/** A `key` with one of these before it is a secret. */
export const SECRET_KEY = set(`
  api apis app application access secret private priv auth oauth security secure shared hidden master base root admin
  encryption encrypt encrypting nonce logged encoding decryption decrypt crypt crypto cipher aes des des3 tdes rc4 hmac mac sign signing signature validation jwt cookie session
  client account user customer developer dev merchant mch partner vendor consumer agent machine bot
  subscription service svc server product pay payment sms mail email smtp wpa wifi
  write rw read rest insert deploy deployment management monitoring install installation registration
  stream streaming ingest ingestion intake channel room payload license licence serial activation unlock
  captcha solver recaptcha anticaptcha antigate
`);

/** A `key` with one of these before it is for looking something up, or public. */
export const LOOKUP_KEY = set(`
  sender recipient receiver peer remote verify verifying verification release accept
  gpg pgp send recv protobuf proto json xml websocket socket repo deb rpm apt yum keyring
  public pub publishable anonymous anon site website search searchonly tracking measurement google react project host page url uri link
  partition foreign parent child composite natural business unique sort sorting range row index lookup group grouping routing hash
  cache caching redis memcache memcached store storage stored bucket s3 blob object file upload etag dedup dedupe idempotency idempotent
  lock map dict dictionary entry list attr attribute prop property param data value field column header setting settings preference state label tag meta metadata
  i18n l10n translation translate locale lang language message msg note event query item record node path image img asset chunk bundle
  job task queue topic kafka issue jira spreadsheet sheet order contact component module model schema table db doc document resource type kind class element widget cell
  frame press code arrow hot shortcut binding down up left right word words
`);

/** A `token` with one of these before it is not a secret, or only for a short time. */
export const PUBLIC_TOKEN = set(`
  csrf xsrf csrfmiddleware crumb authenticity form request page paging pagination continuation continue next prev previous start end stop resume
  sync change concurrency delta cancel cancellation idempotency nonce edit push device analytics upload download
  captcha recaptcha turnstile pass public publickey site anonymous anon cache verification verify verifier confirmation unsubscribe
  lexer syntax operator punctuation string
  max min num total prompt completion input output cached
`);

/** A `pin` with one of these before it is one of a chip. */
export const HARDWARE = set(`
  tx rx gpio led uart spi i2c i2s scl sda miso mosi cs clk clock mclk sck rst reset irq int interrupt en enable dc pwm adc dac io data slow fast
  button relay buzzer servo motor sensor speaker power pwr vcc gnd otg usb host vsel sel signal input output digital analog ss bl backlight
`);

/** A `secret` with one of these before it is the name of an object that holds it: `existingSecret`. */
export const REFERRED = set('existing tls pull from ref image mount volume');

/** A `password` with one of these before it is a label, or the code in a link. */
export const FORGOTTEN = set('reset forgot forgotten lost recover');

/** A `pass` with one of these before it is a pass of a program, or where Nginx passes a request to. */
export const RUN_THROUGH = set(`
  first second third last final next single one two multi full each by render filter test tests did does
  fastcgi uwsgi scgi grpc memcached
`);

/** Digests, versions, and other values that are computed from a content. */
export const HASH = set(`
  hash hashed hashes hashcode hashsum filehash md2 md4 md5 md5s md5sum md5sums sha sha1 sha224 sha256 sha384 sha512 crc crc32 xxh xxhash murmur ripemd blake blake2 adler
  checksum checksums chksum cksum sum digest digests hexdigest digested etag etags integrity fingerprint fingerprints thumbprint
  signature signatures sig sign signed paysign ntlm ntlmhash nthash lmhash nt lm krbtgt bcrypt encrypted obfuscated ciphertext
  revision revisions rev revs commit commits changeset version versions ver cachebuster cachebust bust buster
  nonce noncestr nonces cnonce opaque response iv ivs vector boundary expected actual result
`);

/** Identifiers and names. */
export const ID = set(`
  id ids identifier identifiers identity ident uid uids uuid uuids guid guids oid openid unionid gid pid sid sids rid tid cid mid nid bid fid vid
  appid appids userid clientid deviceid sessionid requestid traceid spanid objectid productid partnerid orderid projectid tenantid accountid phpsessid jsessionid
  trace span tenant transaction order username user login account owner author customer session sess device zone region bucket dsn
  name names title label type kind class host domain appname email mail phone color colour
  file files filename path paths dir folder url urls uri link links href src image img icon photo picture avatar gravatar thumb media asset assets attachment
  blob tree ref refs parent node object entity cache build release tag tags branch slug code codes lot barcode isbn biz sn
  size length count index offset position time timestamp date mtime etype guidstring productcode packagecode upgradecode
`);

/** Public values that stand beside the key in captcha code: GeeTest, KeyCaptcha (`s_s_c_...`), Lemin, Tencent, and what the widgets are embedded with. */
export const CAPTCHA_PUBLIC = set(`
  gt gtkey geetest challenge challengekey captchaid captchaoutput lotnumber passtoken gentime validate validateid seccode
  webserversign keycaptcha lemin cropped cutcaptcha sitekey websitekey googlekey minerkey datas
`);

/** Captcha solving, and what it is bought as. */
export const SOLVER = set(
  'captcha recaptcha hcaptcha turnstile anticaptcha antigate anti solver solvers solving api client service svc provider',
);

/** Mark an example. */
export const DUMMY = set(
  'fake dummy example sample mock placeholder invalid inactive valid wrong bad expired random bogus demo foo bar',
);

/** These say nothing about the value. */
export const FILLER = set(`
  value values val str string text txt hex bytes byte base base64 b64 raw plain plaintext clear data info real main
  default prod production dev development test testing tests live staging sandbox local old new current prev backup final temp tmp
  my our your their here the a an for of to from by with is one two first second
  const constant var variable param params parameter config cfg conf setting option opt arg env set get use using
  confirm confirmation repeat repeated again retype
`);

/** Behind a secret's name, these make it the name of something about the secret. So do `HASH` and `ID`. */
export const META = set(`
  description format pattern regex regexp algorithm alg prefix suffix header headers placeholder hint reminder policy endpoint location
  encryption scheme method plugin strategy generator length validator
  mode characters chars charset alphabet
  store storage manager provider field column idx len expiry expires expiration ttl at state status
`);

/** Functions that only change how a value is written: the value's name is to the left of the call. */
export const DECODER = set(`
  decode encode parse from of to new convert get read trim strip split pack unpack cast hex unhex unhexlify hexlify fromhex hexdec bin base64 b64 b64decode atob btoa
  string str text literal val value char byte bytes buffer array list vec vector set tuple field default required optional some just ok pure securestring secure
`);

/** Functions that compare: their arguments are what a test expects. */
export const ASSERT = set(`
  assert asserts expect expects expected equal equals eq eql same is be to not strict deep ok that should match matches verify check compare
  contain contains include includes has have key with value starts ends tobe toequal tocontain
`);

/** In the name of a function that stores a value under a name, and of one that reads it, or takes a default in its place. */
export const WRITER = set(
  'put set setenv putenv setdefault define add append insert store values field property resvalue',
);
export const READER = set('get getenv env environ fetch config option default or lookup');

/** Functions that compute a digest. */
export const HASH_FUNCTION = set('md5 sha sha1 sha256 crc crc32 digest hexdigest hash checksum');

/** Functions of captcha clients that are given a task and its public values. */
export const CAPTCHA_TASK = set(`
  task proxyless geetest recaptcha hcaptcha funcaptcha turnstile keycaptcha lemin capy tencent mtcaptcha cybersiara datadome amazon friendly prosopo
  procaptcha cutcaptcha yidun altcha captchafox
`);

/** Keywords of programming languages. */
export const KEYWORD = set(`
  const let var val my our local global auto void final static public private protected internal export extern inline volatile readonly override lazy lateinit mut pub
  dim as Dim As Const Private Public Shared Friend def func function fun return yield new await async else then if elif when unless case in or and not this self throw raise typeof print echo
`);

/** Words between a name and its value in running text. */
export const COPULA = set('to is as are be was with by equals');

/** Types that can stand between a name and its operator. */
export const TYPE = set(`
  string str char varchar text unicode byte bytes uint8 u8 int integer unsigned long any object mixed type blob symbol std cstring nsstring wchar_t
  optional option maybe nullable union final static literal classvar annotated result list array vec slice dict map secretstr securestring
`);

/** Names that only say that a value follows: another name beside them says which. */
export const GENERIC = set(`
  value values val default content contents string text data example initial initialvalue defaultvalue body item entry constant param parameter setting option field input
  td th tr li p b a dd dt em span div code pre strong font
`);

/** The value of these is the name of another value: `name: API_KEY` beside `value: ...`. */
export const DESCRIBER = set(
  'key k name id property field header param parameter variable var attribute label setting option env',
);

function set(words: string): ReadonlySet<string> {
  // Texts are the bytes of UTF-8, as latin1.
  return new Set(
    Buffer.from(words, 'utf8')
      .toString('latin1')
      .trim()
      .split(/[ \n]+/),
  );
}
