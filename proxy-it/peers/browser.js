// Opens one page in Debian's Chromium, and prints what came of it as one line of JSON. Run by the tests' class Browser:
//
//   node browser.js '{"url":"http://127.0.0.1:8080/players/flv.html?autostart=true","seconds":5}'
//
// url         the page
// seconds     how far the time of window.mediaproxy.video is to advance, while decoded frames grow; 0 only looks
// timeout     seconds until it gives up; 30 unless given
// click       selectors that are clicked first, one after the other
// script      run in the page at the end; its result is in the answer as "result"
// over        a file; window.over() tells the script whether it is there, and so whether to end
// screenshot  a file for the picture
// width, height, dark
const { chromium } = require('playwright-core');
const fs = require('fs');
const os = require('os');
const path = require('path');

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns'];

// The certificates of tests lead to no root.
const ANY_CERTIFICATE = '--ignore-certificate-errors';

const asked = { seconds: 0, timeout: 30, click: [], width: 1280, height: 800, dark: false, ...JSON.parse(process.argv[2]) };

async function main() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: asked.url.startsWith('https:') ? [...ARGUMENTS, ANY_CERTIFICATE] : ARGUMENTS,
    viewport: { width: asked.width, height: asked.height },
    colorScheme: asked.dark ? 'dark' : 'light',
  });
  try {
    return await visit(await context.newPage());
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

async function visit(page) {
  const answer = { played: false, errors: [], requests: [] };
  page.on('console', (message) => message.type() === 'error' && answer.errors.push(message.text()));
  page.on('pageerror', (error) => answer.errors.push(String(error)));
  page.on('request', (request) => answer.requests.push(request.url()));
  await page.exposeFunction('over', () => Boolean(asked.over) && fs.existsSync(asked.over));
  const response = await page.goto(asked.url, { waitUntil: 'load', timeout: asked.timeout * 1000 });
  answer.status = response.status();
  answer.url = page.url();
  answer.title = await page.title();
  for (const selector of asked.click) {
    await page.click(selector);
  }
  if (asked.seconds > 0) {
    await play(page, answer);
  } else {
    answer.to = await figures(page);
  }
  if (asked.script) {
    answer.result = await page.evaluate(asked.script);
  }
  if (asked.screenshot) {
    fs.mkdirSync(path.dirname(asked.screenshot), { recursive: true });
    await page.screenshot({ path: asked.screenshot });
  }
  return answer;
}

// From the first decoded picture on, because nobody knows where a live stream's time begins.
async function play(page, answer) {
  const deadline = Date.now() + asked.timeout * 1000;
  while (Date.now() < deadline) {
    const now = await figures(page);
    answer.to = now;
    if (now && !answer.from && now.currentTime > 0 && now.decodedFrames > 0) {
      answer.from = now;
    }
    if (answer.from && now.currentTime >= answer.from.currentTime + asked.seconds
        && now.decodedFrames > answer.from.decodedFrames) {
      answer.played = true;
      return;
    }
    if (now && now.state === 'failed') {
      return;
    }
    await page.waitForTimeout(100);
  }
}

// The decoder's own figures; the page's are shown beside them.
function figures(page) {
  return page.evaluate(() => {
    if (!window.mediaproxy) {
      return null;
    }
    const { video, stats } = window.mediaproxy;
    return {
      ...stats(),
      currentTime: video.currentTime,
      decodedFrames: video.getVideoPlaybackQuality().totalVideoFrames,
    };
  });
}

main().then((answer) => console.log(JSON.stringify(answer)), (error) => {
  console.error(error);
  process.exit(1);
});
